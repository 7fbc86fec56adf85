"""Which steps of a case are offered to whom: one answer for its page and for every list."""

from django.db.models import Exists, OuterRef

from followup.models import Case, Reply
from followup.workflow import CASE
from plaza.core.transitions import Transition
from plaza.core.workflow import available_actions

# The state of the reply of this round, read with the rows of a list: it waits for its head, it is approved. A draft
# that was returned waits for its writer.
_REPLY = Reply.objects.filter(case=OuterRef("pk"), round=OuterRef("round"))
DRAFT = Exists(_REPLY.filter(approved_at=None, returned_note=""))
APPROVED = Exists(_REPLY.exclude(approved_at=None))

TELL = ("tell", "begin", "progress")
PROGRESS = ("begin", "progress")
# Takes more than a moment: whoever works on the matter records progress much more often.
LATER = ("draft_reply",)
# What may stand in a row of a list, the first that fits. Not the undoing of a signature: it reads the audit.
LISTED = (*(row.name for row in CASE if row.primary and row.name not in LATER), *PROGRESS)


def offered(case, user, among=None) -> list[Transition]:
    """The steps this person may take now and that the state of the reply leaves open; of the names in `among`
    only and in their order, when given. Costs a row of with_rows() no statement for the names that lists show."""
    steps = available_actions(case, user, among)
    if not any(step.name in ("return_reply", "approve_reply", "deliver") for step in steps):
        return steps
    waits, approved = (case.draft, case.approved) if hasattr(case, "draft") else state_of(reply_of(case))
    fits = {"return_reply": waits, "approve_reply": waits, "deliver": approved}
    return [step for step in steps if fits.get(step.name, True)]


def state_of(reply: Reply | None) -> tuple[bool, bool]:
    """Whether the reply waits for its head, and whether it is approved."""
    if reply is None:
        return False, False
    return reply.approved_at is None and not reply.returned_note, reply.approved_at is not None


def reply_of(case: Case) -> Reply | None:
    """The reply of this round, whatever its state."""
    return case.replies.filter(round=case.round).select_related("drafted_by").first()


def main_step(steps: list[Transition]) -> Transition | None:
    """The step that a page offers as its filled button."""
    return next((step for step in steps if step.primary and step.name not in LATER), None)


def progress_step(steps: list[Transition]) -> Transition | None:
    """The step by which a line is added to the story."""
    return next((step for step in steps if step.name in PROGRESS), None)


def next_step(case, user) -> Transition | None:
    """The step that a list offers in the row of this case: what its page shows first."""
    return next(iter(offered(case, user, LISTED)), None)


def step_to_tell(case, user) -> Transition | None:
    """The step by which what was told to the petitioner is recorded."""
    return next(iter(offered(case, user, TELL)), None)
