"""The database knows its keys by their digests: with other keys nothing in it could be opened or proven, and what
is written would not fit what stands there."""

import hashlib

from django.conf import settings
from django.db import transaction

from plaza.core import audit, keyring
from plaza.core.models import KeyMark, Office

SECRET = "PLAZA_SECRET_KEY"


def foreign() -> list[str]:
    """The keys of this database that are missing here, or other ones under the same name."""
    here = _marks()
    return [row.name for row in KeyMark.objects.order_by("name") if here.get(row.name) != row.digest]


def remember() -> None:
    """Add what is new: all keys of a new database, later the one that was put in front."""
    rows = [KeyMark(name=name, digest=digest) for name, digest in _marks().items()]
    KeyMark.objects.bulk_create(rows, ignore_conflicts=True)


def accept(*, at) -> list[str]:
    """Take the keys of now for the database's own, after a deliberate change; the names of those that changed.

    Whoever calls it has seen that they open what is sealed (masking.keys_fit)."""
    changed = foreign()
    with transaction.atomic():
        KeyMark.objects.filter(name__in=changed).delete()
        remember()
        if changed:
            audit.record(Office(pk=1), "accept_keys", by=None, at=at, facts={"keys": changed})
    return changed


def _marks() -> dict[str, str]:
    marks = {SECRET: _digest(settings.SECRET_KEY.encode())}
    for key_id in keyring.key_ids():
        marks[f"PLAZA_FIELD_KEYS {key_id}"] = _digest(keyring.derived_key(key_id, "fingerprint"))
    return marks


def _digest(key: bytes) -> str:
    return hashlib.sha256(b"plaza.fingerprint" + key).hexdigest()
