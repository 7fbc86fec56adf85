"""Look for edits, insertions, deletions and reorderings in the audit record, and print its head to be noted down."""

from django.core.management import CommandError
from django.utils import timezone, translation


def arguments(parser):
    parser.add_argument("--anchor", default="", help="the head as an earlier run printed it: is it still there?")


def run(options, say):
    from plaza.core import chain
    from plaza.core.models import AuditEntry

    with translation.override("en"):
        faults = chain.verify(at=timezone.now(), anchor=options["anchor"])
    for fault in faults:
        say(fault)
    say(f"head: {chain.head() or 'none'}")
    if faults:
        raise CommandError(f"audit: {len(faults)} faults")
    say(f"audit: {AuditEntry.objects.count()} entries, no fault")
