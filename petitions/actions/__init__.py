"""What happens on the reception day. Every function: object first, `by` and `at`, one transaction."""

from petitions.actions.correcting import correct, disclose
from petitions.actions.envelopes import opened as said_of
from petitions.actions.envelopes import take_in
from petitions.actions.papers import hand_over, look_earlier, open_for, reprint, show
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
from petitions.actions.sealing import confirm, refuse

__all__ = [
    "call_again",
    "call_next",
    "come_back",
    "confirm",
    "correct",
    "disclose",
    "hand_over",
    "issue",
    "leave",
    "look_earlier",
    "miss",
    "only_asked",
    "open_for",
    "preview",
    "promise_date",
    "receive",
    "refuse",
    "register",
    "reprint",
    "said_of",
    "show",
    "take_in",
    "transfer",
    "uncall",
]
