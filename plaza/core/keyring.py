"""The keys of this installation: PLAZA_FIELD_KEYS, "id:base64,id:base64". The first one seals, all of them open."""

import base64
import hashlib
import hmac
from functools import lru_cache

from django.conf import settings


def key_ids() -> list[str]:
    """The ids of the keys, the one that seals first."""
    return list(_keys())


@lru_cache
def derived_key(key_id: str, purpose: str) -> bytes:
    return hmac.new(_keys()[key_id], f"plaza.{purpose}".encode(), hashlib.sha256).digest()


@lru_cache
def _keys() -> dict[str, bytes]:
    pairs = (part.split(":", 1) for part in settings.FIELD_KEYS.split(",") if part)
    return {key_id: base64.urlsafe_b64decode(body) for key_id, body in pairs}
