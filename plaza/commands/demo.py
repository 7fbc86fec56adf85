"""Make the demo world 青禾县, or remove it."""

import json

from django.conf import settings
from django.core.management import CommandError


def arguments(parser):
    parser.add_argument("--size", type=int, help="fill the ledger up to this many cases, by bulk insert")
    parser.add_argument("--json", action="store_true", help="print counts and logins as JSON")
    parser.add_argument("--remove", action="store_true", help="empty the demo")


def run(options, say):
    if not settings.DEMO:
        raise CommandError("The demo world is made in the demo only (PLAZA_DEMO=1).")
    from plaza import demo

    if options["remove"]:
        demo.remove()
        say("The demo is empty.")
        return
    summary = demo.build() if options["json"] else demo.build(say=say)
    if options["size"]:
        from plaza.demo import bulk

        bulk.copy_cases(options["size"])
        summary = demo.summary()
    if options["json"]:
        say(json.dumps(summary, ensure_ascii=False))
        return
    say(f"Demo: {summary['cases']} cases. Accounts (password {summary['password']}):")
    for login in summary["logins"]:
        say(f"  {login['account']:<12} {login['name']}  {login['unit']}  {', '.join(login['roles'])}")
