"""Attempts that were refused stand in the record of acts: who, the address, the status. Never what was typed.

Written when the answer is made, outside the transaction that failed, and bounded: the same person at the same address
once a minute, one person a hundred times an hour."""

import re
from datetime import timedelta

from django.utils import timezone

from plaza.core import audit
from plaza.core.models import AuditEntry, User

KIND = "refusal"
AGAIN_AFTER = timedelta(minutes=1)
MOST_AN_HOUR = 100
ACTS = {403: "not_allowed", 404: "not_found"}
# What of an address may be kept: keys of rows, numbers of matters, and the names that the program gave to its steps.
KEY, NUMBER, NAME = re.compile(r"\d{1,18}"), re.compile(r"\d{8}-\d{4,6}"), re.compile(r"[a-z_]{1,30}")
KEPT = {"number": NUMBER, "name": NAME, "field": NAME, "kind": NAME, "table": NAME}


def note(request, status: int) -> None:
    """A page that this person may not open (403), or a row that is not there or not theirs (404)."""
    person, match = getattr(request, "user", None), request.resolver_match
    if match is None or person is None or not person.is_authenticated:
        return
    if status == 404 and not match.kwargs:  # no row was asked for
        return
    key = next((value for value in match.kwargs.values() if isinstance(value, int)), None)
    _record(ACTS[status], by=person, object_id=key, label=_address(match), facts={"url": match.view_name})


def wrong_password(account: str, *, by=None) -> None:
    """Somebody does not know the password of `account`; its name is kept when there is such an account."""
    person = User.objects.filter(username=account).first()
    _record("wrong_password", by=by, object_id=person and person.pk, label=person.username if person else "")


def _record(act: str, *, by, object_id, label, facts=None) -> None:
    at = timezone.now()
    known = AuditEntry.objects.filter(kind=KIND, by=by, at__lte=at)
    if known.filter(act=act, object_id=object_id, label=label, at__gt=at - AGAIN_AFTER).exists():
        return
    if by is not None and known.filter(at__gt=at - timedelta(hours=1))[:MOST_AN_HOUR].count() >= MOST_AN_HOUR:
        return
    audit.record(None, act, by=by, at=at, kind=KIND, object_id=object_id, label=label, facts=facts)


def _address(match) -> str:
    """The address that was asked for, "…" where something else than a key or a name of ours stood."""

    def shown(found):
        name = found[1]
        value, fits = str(match.kwargs[name]), KEPT.get(name, KEY)
        return value if fits.fullmatch(value) else "…"

    return ("/" + re.sub(r"<(?:\w+:)?(\w+)>", shown, match.route))[:60]
