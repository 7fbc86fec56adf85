"""Personal data: sealed with AES-GCM, found by a keyed digest, revealed on purpose and logged.

A sealed field `phone` lives in columns phone_sealed, phone_mask and phone_index; the ciphertext is bound
to table, column and a random row key made before the insert, so it cannot be moved to another row.
A column `code_key` holds the id of the key under which a query code is derived."""

import base64
import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.db import transaction

from plaza.core import audit, keyring
from plaza.core.models import Reveal

SECONDS_SHOWN = 60


def row_key() -> str:
    return secrets.token_hex(16)


def seal(row, field: str, value: str) -> str:
    """Ciphertext of `value` for `row`.`field`: "key id:algorithm:base64"; "" seals to ""."""
    if not value:
        return ""
    key_id = keyring.key_ids()[0]
    nonce = secrets.token_bytes(12)
    box = AESGCM(keyring.derived_key(key_id, "field")).encrypt(nonce, value.encode(), _bound(row, field))
    return f"{key_id}:aesgcm:{base64.urlsafe_b64encode(nonce + box).decode()}"


def open_sealed(row, field: str) -> str:
    """The clear value. For `reveal()` and for actions that need it, never for a page directly.

    Raises InvalidTag when the ciphertext was moved or changed."""
    text = getattr(row, f"{field}_sealed")
    if not text:
        return ""
    key_id, algorithm, body = text.split(":", 2)
    if algorithm != "aesgcm":
        raise InvalidTag
    raw = base64.urlsafe_b64decode(body)
    return AESGCM(keyring.derived_key(key_id, "field")).decrypt(raw[:12], raw[12:], _bound(row, field)).decode()


def keys_fit() -> bool:
    """Whether the configured keys open what the database holds: the oldest and the newest row of each table."""
    try:
        return all(_opens(row, columns) for model in apps.get_models() for row, columns in _first_and_last(model))
    except (KeyError, ValueError, InvalidTag):  # no such key, no key at all, another one under the same id
        return False


def reveal(row, field: str, *, by, purpose: str, at) -> str:
    """Show one sealed field to one person: the look is logged before the value leaves.

    `purpose` is a word, or a word, a colon and the person's own reason; the audit keeps the word."""
    with transaction.atomic():
        Reveal.objects.create(at=at, by=by, kind=row._meta.label_lower, object_id=row.pk, field=field, purpose=purpose)
        audit.record(row, "reveal", by=by, at=at, facts={"field": field, "purpose": purpose.partition(":")[0]})
    return open_sealed(row, field)


def index(field: str, value: str) -> str:
    """Keyed digest for exact look-up of a normalised value; "" for ""."""
    if not value:
        return ""
    return hmac.new(
        keyring.derived_key(keyring.key_ids()[-1], f"index:{field}"), value.encode(), hashlib.sha256
    ).hexdigest()[:32]


def _first_and_last(model):
    columns = [field.name for field in model._meta.fields if field.name.endswith("_sealed") or field.name == "code_key"]
    if columns:
        held = model._base_manager.exclude(**dict.fromkeys(columns, ""))
        for row in (held.order_by("pk").first(), held.order_by("-pk").first()):
            if row:
                yield row, columns


def _opens(row, columns) -> bool:
    for column in columns:
        if column == "code_key":
            keyring.derived_key(row.code_key, "query-code")
        else:
            open_sealed(row, column.removesuffix("_sealed"))
    return True


def _bound(row, field: str) -> bytes:
    return f"{row._meta.db_table}|{field}|{row.row_key}".encode()
