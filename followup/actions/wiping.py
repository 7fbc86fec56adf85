"""What was erased is also wiped from where the database kept it: free pages, dead rows, write-ahead log, index."""

from django.db import connection

from followup import models as ledger
from petitions import models as day
from plaza.core import models as core

# Where words of a matter, or of its petitioner, can have stood.
TABLES = (
    day.Petition,
    day.Petitioner,
    day.Correction,
    day.SealingProposal,
    day.WaitingEnvelope,
    ledger.CaseUnit,
    ledger.Objection,
    ledger.Progress,
    ledger.Reply,
    ledger.Rating,
    ledger.Remark,
    ledger.CallBack,
    core.SearchRow,
    core.Message,
    core.Reveal,
    core.Submission,
)


def wipe_traces(*, thorough: bool = False) -> bool:
    """Wipe what was sealed since the last time; whether there was something. Outside every transaction.

    SQLite overwrites by itself what is deleted (secure_delete) and has its log written back and cut; while a reader
    holds the log it is done the next time. PostgreSQL frees the dead rows at once, and rewrites the tables when
    `thorough` (at night: nobody can write meanwhile). What archived logs and backups keep: docs/security.md."""
    if connection.vendor == "sqlite":
        found = day.Trace.objects.exists()
        if found and _cut_log():
            day.Trace.objects.all().delete()
        return found
    traces = list(day.Trace.objects.values_list("pk", "wiped"))
    if not traces or not (thorough or any(not wiped for _pk, wiped in traces)):
        return False
    if connection.vendor == "postgresql":
        tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in TABLES)
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM {'(FULL)' if thorough else ''} {tables}")
    seen = day.Trace.objects.filter(pk__in=[pk for pk, _wiped in traces])
    seen.delete() if thorough else seen.update(wiped=True)
    return True


def _cut_log() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return not cursor.fetchone()[0]
