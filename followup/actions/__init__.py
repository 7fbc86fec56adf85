"""What happens to a case. Each action is one transaction: change, audit, outbox."""

from followup.actions.assigning import (
    add_assisting,
    assign,
    consent,
    follow_correction,
    follow_disclosure,
    follow_sealing,
    name_handler,
    object_to,
    open_case,
    reject,
    rule,
)
from followup.actions.clocks import recompute
from followup.actions.handling import (
    accept,
    not_accept,
    progress,
    record_official_number,
    represented,
    sign,
    sign_all,
    tell,
    unsign,
)
from followup.actions.passing_on import hand_over, pass_on, reassign
from followup.actions.rating import call_back, close, handle_again, missing_for_closing, rate, say_unsolved
from followup.actions.reminding import remind_due
from followup.actions.replying import approve_reply, deliver, draft_reply, return_reply
from followup.actions.revealing import reveal
from followup.actions.searching import go_on, look_for
from followup.actions.wiping import wipe_traces

__all__ = [
    "accept",
    "add_assisting",
    "approve_reply",
    "assign",
    "call_back",
    "close",
    "consent",
    "deliver",
    "draft_reply",
    "follow_correction",
    "follow_disclosure",
    "follow_sealing",
    "go_on",
    "hand_over",
    "handle_again",
    "look_for",
    "missing_for_closing",
    "name_handler",
    "not_accept",
    "object_to",
    "open_case",
    "pass_on",
    "progress",
    "rate",
    "recompute",
    "record_official_number",
    "reassign",
    "reject",
    "remind_due",
    "represented",
    "return_reply",
    "reveal",
    "rule",
    "say_unsolved",
    "sign",
    "sign_all",
    "tell",
    "unsign",
    "wipe_traces",
]
