"""Number and code of a receipt: found, or slowed down. The answer for a wrong code and for an unknown
number is one and the same, and so is the work done for it.

Whoever has to wait gets a turn: after it, this pair is compared, whatever others guess meanwhile, at this number or
from this address. Until then right and wrong look the same. So a right code is answered after ten seconds at
the most, and there is no queue that a guesser could fill. What keeps the code is its length (forty bits): turns can
be had side by side, and the wait makes guessing dear, not impossible."""

from datetime import UTC, datetime, timedelta

from django.core import signing
from django.utils.crypto import constant_time_compare

from followup.models import Case
from followup.queries import tracking
from plaza.core import keyring, numbering, slowing
from plaza.core.errors import NotPossible

NUMBER, ADDRESS = slowing.Limit(free=5, longest=10), slowing.Limit(free=10, longest=10)
TURN = timedelta(minutes=10)  # how long it is kept for who does not come at once


class WrongNumberOrCode(NotPossible):
    """No matter has this number and this code; which of the two is wrong is not said."""


class TooSoon(NotPossible):
    """Asked again before the wait after wrong codes was over. Nothing was compared and nothing counted.

    `turn`: what the browser keeps and shows when it asks again after `seconds`."""

    def __init__(self, message, seconds: int, turn: str):
        super().__init__(message)
        self.seconds, self.turn = seconds, turn


def look_up(number: str, code: str, *, address: str, known: str = "", turn: str = "", at) -> Case:
    """The case of a receipt. `known` is the proof of a browser that gave the right code before: guesses of
    others at its number or from its address do not slow it down. `turn`: see TooSoon.

    Raises TooSoon or WrongNumberOrCode."""
    number = number.strip()
    of_number, of_address = slowing.subject("number", number), slowing.subject("address", address)
    if not proves(known, number):
        limits = {of_number: NUMBER, of_address: ADDRESS}
        due = _due(turn, number, code) or at + timedelta(seconds=slowing.seconds_to_wait(limits, at=at))
        if at < due:
            seconds = -int(-(due - at).total_seconds() // 1)
            raise TooSoon(slowing.wait_sentence(seconds), seconds, _turn(number, code, due))
    case = tracking.tracked(number)
    petition = case.petition if case else None
    right = numbering.query_code(
        number, petition.code_issue if petition else 1, petition.code_key if petition else keyring.key_ids()[0]
    )
    if numbering.same_code(code, right) and petition:
        return case
    slowing.count(of_number, of_address, at=at)
    raise WrongNumberOrCode(tracking.wrong_sentence())


def proof(number: str) -> str:
    """What a browser keeps that gave the right code once; says nothing without the key."""
    return slowing.subject("known", number)


def proves(known: str, number: str) -> bool:
    return bool(known) and constant_time_compare(known, proof(number))


def _turn(number: str, code: str, due: datetime) -> str:
    return signing.dumps([slowing.subject("turn", number, code), due.timestamp()], salt="plaza.turn")


def _due(turn: str, number: str, code: str) -> datetime | None:
    """When the turn of this very pair comes or came; None when there is none, or it was kept long enough."""
    try:
        pair, due = signing.loads(turn, salt="plaza.turn", max_age=TURN)
    except signing.BadSignature:
        return None
    return datetime.fromtimestamp(due, UTC) if pair == slowing.subject("turn", number, code) else None
