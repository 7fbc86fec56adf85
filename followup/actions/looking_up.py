"""Number and code of a receipt: found, or slowed down. The answer for a wrong code and for an unknown
number is one and the same, and so is the work done for it."""

import hashlib
import hmac
from datetime import timedelta

from django.db.models import Count, Max

from followup.models import Case, WrongCode
from followup.queries import tracking
from plaza.core import keyring, numbering
from plaza.core.errors import NotPossible

WITHIN = timedelta(hours=1)  # wrong codes older than this slow nobody down
KEPT = timedelta(days=1)
FREE = {"number": 5, "address": 10}  # wrong codes before the first wait
LONGEST = {"number": 10, "address": 60}  # seconds; a wait, never a lock


class WrongNumberOrCode(NotPossible):
    """No matter has this number and this code; which of the two is wrong is not said."""


class TooSoon(NotPossible):
    """Asked again before the wait after wrong codes was over. Nothing was compared and nothing counted."""

    def __init__(self, message, seconds: int):
        super().__init__(message)
        self.seconds = seconds


def look_up(number: str, code: str, *, address: str, known: str = "", at) -> Case:
    """The case of a receipt. `known` is the proof of a browser that gave the right code before: guesses of
    others at its number or from its address do not slow it down.

    Raises TooSoon or WrongNumberOrCode."""
    number = number.strip()
    if not proves(known, number):
        seconds = seconds_to_wait(number, address, at=at)
        if seconds:
            raise TooSoon(tracking.wait_sentence(seconds), seconds)
    case = tracking.tracked(number)
    petition = case.petition if case else None
    right = numbering.query_code(
        number, petition.code_issue if petition else 1, petition.code_key if petition else keyring.key_ids()[0]
    )
    if numbering.same_code(code, right) and petition:
        return case
    WrongCode.objects.filter(at__lt=at - KEPT).delete()
    WrongCode.objects.bulk_create(
        [WrongCode(subject=_subject("number", number), at=at), WrongCode(subject=_subject("address", address), at=at)]
    )
    raise WrongNumberOrCode(tracking.wrong_sentence())


def seconds_to_wait(number: str, address: str, *, at) -> int:
    """0, or the seconds until the next code is compared: 2, 4, 8 … after the free tries, counted from the
    last wrong one."""
    subjects = {_subject("number", number): "number", _subject("address", address): "address"}
    rows = WrongCode.objects.filter(subject__in=subjects, at__gt=at - WITHIN).values("subject")
    longest = 0
    for row in rows.annotate(wrong=Count("id"), last=Max("at")):
        kind = subjects[row["subject"]]
        over = row["wrong"] - FREE[kind]
        if over >= 0:
            wait = min(2 ** min(over + 1, 10), LONGEST[kind])
            left = (row["last"] + timedelta(seconds=wait) - at).total_seconds()
            longest = max(longest, -int(-left // 1))
    return longest


def proof(number: str) -> str:
    """What a browser keeps that gave the right code once; says nothing without the key."""
    return _subject("known", number)


def proves(known: str, number: str) -> bool:
    return bool(known) and hmac.compare_digest(known.encode(), proof(number).encode())


def _subject(kind: str, text: str) -> str:
    key = keyring.derived_key(keyring.key_ids()[-1], "wrong-code")
    return hmac.new(key, f"{kind}:{text}".encode(), hashlib.sha256).hexdigest()
