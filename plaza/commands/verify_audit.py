"""Look for edits, insertions, deletions and reorderings in the audit record."""

from django.core.management import CommandError


def arguments(parser):
    pass


def run(options, say):
    from plaza.core import audit
    from plaza.core.models import AuditEntry

    faults = audit.verify()
    for fault in faults:
        say(fault)
    if faults:
        raise CommandError(f"audit: {len(faults)} faults")
    say(f"audit: {AuditEntry.objects.count()} entries, no fault")
