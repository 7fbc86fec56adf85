"""Print the one-time link to the set-up page while the office is not set up."""

import sys


def arguments(parser):
    parser.add_argument("--base-url", default="", help="the address of Plaza, when it is not PLAZA_BASE_URL")


def run(options, say, *, at_start=False):
    from django.conf import settings
    from django.utils import timezone

    from plaza.core import offices
    from plaza.core.models import User
    from plaza.office import link

    offices.forget()
    address = options.get("base_url") or settings.BASE_URL
    if offices.current().ready:
        if not at_start:
            say("The office is set up already.")
    elif User.objects.exists():
        say(f"The set-up is not finished. Its administrator signs in and goes on: {address}/sign-in")
    elif at_start and not sys.stdout.isatty():
        say("The office is not set up yet. For the link, which stands in no log: manage.py plaza setup_link")
    else:
        say(f"Set up your office here (once, within 24 hours): {address}{link.make(at=timezone.now())}")
