"""Guesses at a secret are slowed down: after some free tries one has to wait, longer each time, never for good.

What guesses are counted under is a subject: an account, a number, an address. Only its keyed digest is kept."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, F, Value, When
from django.utils.translation import ngettext

from plaza.core import keyring
from plaza.core.models import WrongTry

WITHIN = timedelta(hours=1)  # a subject without a wrong try for so long begins anew
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """`free` wrong tries, then 2, 4, 8 … up to `longest` seconds, counted from the last one."""

    free: int
    longest: int


def subject(kind: str, *texts: str) -> str:
    key = keyring.derived_key(keyring.key_ids()[-1], "wrong-try")
    return hmac.new(key, "\0".join((kind, *texts)).encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def seconds_to_wait(limits: dict[str, Limit], *, at: datetime) -> int:
    """0, or the seconds until the next try under these subjects may be compared."""
    longest = 0
    for row in WrongTry.objects.filter(subject__in=limits, last_at__gt=at - WITHIN):
        limit = limits[row.subject]
        if row.tries >= limit.free:
            wait = min(2 ** min(row.tries - limit.free + 1, 16), limit.longest)
            left = (row.last_at + timedelta(seconds=wait) - at).total_seconds()
            longest = max(longest, min(wait, -int(-left // 1)))  # also when the clock was set back meanwhile
    return longest


def count(*subjects: str, at: datetime) -> None:
    """One wrong try under each subject; exact also when many come at once."""
    rows = [WrongTry(subject=subject, tries=0, last_at=at) for subject in subjects]
    WrongTry.objects.bulk_create(rows, ignore_conflicts=True)
    tries = Case(When(last_at__lte=at - WITHIN, then=Value(1)), default=F("tries") + 1)
    WrongTry.objects.filter(subject__in=subjects).update(tries=tries, last_at=at)


def forget(subject: str) -> None:
    WrongTry.objects.filter(subject=subject).delete()


def purge(*, at: datetime) -> int:
    """Forget what slows nobody down any more; the number of subjects."""
    return WrongTry.objects.filter(last_at__lt=at - KEPT).delete()[0]


def wait_sentence(seconds: int) -> str:
    return ngettext(
        "Too many tries. Please wait %(seconds)d second and try again.",
        "Too many tries. Please wait %(seconds)d seconds and try again.",
        seconds,
    ) % {"seconds": seconds}
