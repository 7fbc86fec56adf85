"""What happens on the reception day. Every function: object first, `by` and `at`, one transaction."""

from petitions.actions.correcting import correct
from petitions.actions.papers import hand_over, look_earlier, reprint
from petitions.actions.queue import (
    call_again,
    call_next,
    come_back,
    issue,
    leave,
    miss,
    only_asked,
    receive,
    transfer,
    uncall,
)
from petitions.actions.registering import preview, promise_date, register

__all__ = [
    "call_again",
    "call_next",
    "come_back",
    "correct",
    "hand_over",
    "issue",
    "leave",
    "look_earlier",
    "miss",
    "only_asked",
    "preview",
    "promise_date",
    "receive",
    "register",
    "reprint",
    "transfer",
    "uncall",
]
