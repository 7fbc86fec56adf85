"""A creating form is saved once, however often it arrives."""

import hashlib
import hmac
import json
import secrets

from django.conf import settings
from django.db import IntegrityError, transaction

from plaza.core.errors import AlreadySaved
from plaza.core.models import Submission


def new_key() -> str:
    return secrets.token_hex(16)


def digest(data: dict) -> str:
    """Keyed: without the key nobody can try which phone, or which envelope, a form was about."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, default=str)
    key = hashlib.sha256(b"plaza.submission" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def claim(key: str, kind: str, data: dict, *, by, at) -> tuple[Submission, bool]:
    """Insert the key first: (row, True) for the first arrival, (row, False) for the same form again.

    Must run inside the creating transaction. Raises AlreadySaved when the key came with other content."""
    fingerprint = digest(data)
    try:
        with transaction.atomic():
            return Submission.objects.create(key=key, kind=kind, digest=fingerprint, by=by, at=at), True
    except IntegrityError:
        row = Submission.objects.get(key=key)
        if row.digest != fingerprint or row.kind != kind:
            raise AlreadySaved(row) from None
        return row, False


def once(key: str, kind: str, data: dict, *, by, at, make, model):
    """`make()`, or for the same form again what it made: one transaction, the key first.

    Raises AlreadySaved when the key came with other content, and when what it made was removed meanwhile."""
    with transaction.atomic():
        claimed, fresh = claim(key, kind, data, by=by, at=at)
        if not fresh:
            row = model.objects.filter(pk=claimed.object_id).first()
            if row is None:
                raise AlreadySaved(claimed)
            return row
        row = make()
        made(claimed, row, str(getattr(row, "audit_label", row)))
    return row


def made(row: Submission, obj, label: str = "") -> None:
    row.object_id, row.label = obj.pk, label[:60]
    row.save(update_fields=["object_id", "label"])
