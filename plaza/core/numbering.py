"""Numbers: matter yyyymmdd-nnnn, ticket A012, document 〔2025〕12号; and the query code of a receipt."""

import base64
import hashlib
import hmac
from datetime import date

from django.db.models import F

from plaza.core import keyring
from plaza.core.models import Sequence

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 signs, without 0 O 1 I


def next_value(name: str) -> int:
    """The next value of a named counter, from 1. Inside a transaction: the row is held until it ends."""
    if not Sequence.objects.filter(name=name).update(value=F("value") + 1):
        Sequence.objects.get_or_create(name=name)
        Sequence.objects.filter(name=name).update(value=F("value") + 1)
    return Sequence.objects.values_list("value", flat=True).get(name=name)


def matter(day: date) -> str:
    """yyyymmdd-nnnn: unique, never reused, gaps mean nothing."""
    return f"{day:%Y%m%d}-{next_value(f'matter:{day:%Y%m%d}'):04d}"


def document(series: str, year: int) -> str:
    """〔2025〕12号, without gaps: draw it in the transaction that signs the document."""
    return f"〔{year}〕{next_value(f'document:{series}:{year}')}号"


def query_code(number: str, issue: int, key_id: str) -> str:
    """Eight signs derived from number and issue count under a key of its own; never stored."""
    mac = hmac.new(keyring.derived_key(key_id, "query-code"), f"{number}|{issue}".encode(), hashlib.sha256).digest()
    return "".join(ALPHABET[byte & 31] for byte in mac[:8])


def same_code(given: str, code: str) -> bool:
    """Compare in constant time what a person typed: spaces, hyphens and case do not count."""
    cleaned = "".join(sign for sign in given.upper() if sign.isalnum() and sign.isascii())[:16]
    return hmac.compare_digest(cleaned.encode(), code.encode())


def spoken(code: str) -> str:
    return f"{code[:4]} {code[4:]}"


def token_digest(token: str) -> str:
    return base64.b16encode(hashlib.sha256(token.encode()).digest()).decode()
