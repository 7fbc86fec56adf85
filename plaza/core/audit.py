"""The record of who did what. Entries are added in the transaction of the mutation and never edited.

That nobody edited them is proven by `plaza.core.chain`."""

import hashlib
import hmac
import json
from datetime import UTC

from django.conf import settings
from django.db import transaction

from plaza.core.models import AuditEntry


def record(obj, act: str, *, by, at, facts=None, kind="", object_id=None, label="", wrote=()) -> AuditEntry:
    """Add the entry of one mutation, or of an attempt (`obj` None: `kind` and `object_id` say at what).

    `facts` holds field names, states and dates, no personal data.
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
        object_id=getattr(obj, "pk", object_id),
        label=label or str(getattr(obj, "audit_label", ""))[:60],
        facts=facts,
    )
    with transaction.atomic(savepoint=False):
        entry.save()  # its number is part of what the MAC binds: a copy of the row has another
        entry.mac = mac(canonical(entry))
        AuditEntry.objects.filter(pk=entry.pk).update(mac=entry.mac)
    return entry


def written(entry) -> list[tuple[str, int]]:
    """(kind, key) of the rows that the act of this entry wrote."""
    return [(kind, key) for kind, key in entry.facts.get("wrote", ())]


def of(obj):
    """The entries of one object, newest first, with the person loaded."""
    return AuditEntry.objects.filter(kind=obj._meta.label_lower, object_id=obj.pk).select_related("by").order_by("-id")


def canonical(entry) -> str:
    """All that an entry says, with its number, as one text."""
    when = entry.at and entry.at.astimezone(UTC).isoformat(timespec="seconds")
    parts = [entry.pk, when, entry.by_id, entry.act, entry.kind, entry.object_id, entry.label]
    return json.dumps([*parts, entry.facts], ensure_ascii=False, sort_keys=True, default=str)


def mac(text: str) -> str:
    key = hashlib.sha256(b"plaza.audit" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
