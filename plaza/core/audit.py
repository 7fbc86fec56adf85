"""The record of who did what. Entries are added in the transaction of the mutation and never edited."""

import hashlib
import hmac
import json
from bisect import bisect_right
from datetime import UTC, timedelta
from itertools import takewhile

from django.conf import settings
from django.db import transaction

from plaza.core.models import AuditEntry, AuditLink


def record(obj, act: str, *, by, at, facts=None, kind="", label="", wrote=()) -> AuditEntry:
    """Add the entry of one mutation. `facts` holds field names, states and dates, no personal data.

    `wrote`: a row, or several, that the act wrote beside `obj`; their kind and key are kept, see `written()`."""
    rows = wrote if isinstance(wrote, (list, tuple)) else (wrote,)
    facts = dict(facts or {})
    if keys := [[row._meta.label_lower, row.pk] for row in rows if row is not None]:
        facts["wrote"] = keys
    entry = AuditEntry(
        at=at,
        by=by,
        act=act,
        kind=kind or obj._meta.label_lower,
        object_id=getattr(obj, "pk", None),
        label=label or str(getattr(obj, "audit_label", ""))[:60],
        facts=facts,
    )
    entry.mac = _mac(_canonical(entry))
    entry.save()
    return entry


def written(entry) -> list[tuple[str, int]]:
    """(kind, key) of the rows that the act of this entry wrote."""
    return [(kind, key) for kind, key in entry.facts.get("wrote", ())]


def of(obj):
    """The entries of one object, newest first, with the person loaded."""
    return AuditEntry.objects.filter(kind=obj._meta.label_lower, object_id=obj.pk).select_related("by").order_by("-id")


SETTLED = timedelta(minutes=1)  # a transaction with an earlier id may still be under way


def link(*, at) -> AuditLink | None:
    """Link the entries that have no link yet, up to the first of the last minute; None when there are none.

    An entry of a later moment (`remind --at`) is linked like an old one: it holds nobody up."""
    with transaction.atomic():
        last = AuditLink.objects.order_by("-last_id").first()
        entries = AuditEntry.objects.filter(id__gt=last.last_id if last else 0).order_by("id")
        settled = takewhile(lambda row: not at - SETTLED <= row[2] <= at, entries.values_list("id", "mac", "at"))
        rows = [(pk, mac) for pk, mac, _at in settled]
        if not rows:
            return None
        return AuditLink.objects.create(
            first_id=rows[0][0],
            last_id=rows[-1][0],
            count=len(rows),
            made_at=at,
            mac=_link(last.mac if last else "", rows),
        )


def verify() -> list[str]:
    """What is wrong with the record: edits, insertions, deletions, reorderings. Empty when nothing is."""
    faults = []
    macs = {}
    for entry in AuditEntry.objects.order_by("id").iterator():
        if not hmac.compare_digest(entry.mac, _mac(_canonical(entry))):
            faults.append(f"entry {entry.pk} was edited")
        macs[entry.pk] = entry.mac
    pks = sorted(macs)
    before, after = "", 0
    for link in AuditLink.objects.order_by("last_id"):
        rows = [(pk, macs[pk]) for pk in pks[bisect_right(pks, after) : bisect_right(pks, link.last_id)]]
        if len(rows) != link.count or not hmac.compare_digest(link.mac, _link(before, rows)):
            faults.append(f"entries {link.first_id} to {link.last_id} were added to, cut or reordered")
        before, after = link.mac, link.last_id
    return faults


def _canonical(entry) -> str:
    when = entry.at.astimezone(UTC).isoformat(timespec="seconds")
    parts = [when, entry.by_id, entry.act, entry.kind, entry.object_id, entry.label]
    return json.dumps([*parts, entry.facts], ensure_ascii=False, sort_keys=True, default=str)


def _link(before: str, rows) -> str:
    return _mac(before + "".join(f"{pk}:{mac}" for pk, mac in rows))


def _mac(text: str) -> str:
    key = hashlib.sha256(b"plaza.audit" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
