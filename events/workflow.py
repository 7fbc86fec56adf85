"""What may happen to an event, to a task and to the lines of its plan."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plaza.core.transitions import Edit, Transition, Workflow


class EventStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("event", "draft")
    APPROVED = "approved", pgettext_lazy("event", "approved")
    PUBLISHED = "published", pgettext_lazy("event", "published")
    OPEN = "open", pgettext_lazy("event", "open")
    PAUSED = "paused", pgettext_lazy("event", "paused")
    CLOSED = "closed", pgettext_lazy("event", "closed")
    CANCELLED = "cancelled", pgettext_lazy("event", "cancelled")


S = EventStatus
PLANNED = (S.DRAFT, S.APPROVED, S.PUBLISHED, S.OPEN, S.PAUSED)
# What is still written down after the day: what was spent, who was there, what is left to do.
KEPT_UP = (*PLANNED, S.CLOSED)
OVER = _("The event is over: its plan is not changed any more.")

# By whoever sets the office up: a unit is switched off, a person moves or leaves.
PASS_ON = Edit("pass_on", "core.administer", _("Passed on to the successor unit"))

EVENT = Workflow(
    Edit("plan", "events.plan", _("Planned")),
    Edit("edit", "events.plan", _("Facts changed"), PLANNED, refusal=OVER),
    PASS_ON,
    Transition(
        "approve",
        (S.DRAFT,),
        S.APPROVED,
        _("Approve the plan"),
        "events.approve",
        past=_("Plan approved"),
        primary=True,
    ),
    Transition(
        "publish",
        (S.APPROVED,),
        S.PUBLISHED,
        _("Publish the event"),
        "events.run",
        past=_("Event published"),
        primary=True,
    ),
    Transition(
        "open",
        (S.APPROVED, S.PUBLISHED),
        S.OPEN,
        _("Open the reception"),
        "events.run",
        past=_("Reception opened"),
        primary=True,
    ),
    Transition("pause", (S.OPEN,), S.PAUSED, _("Pause the reception"), "events.run", past=_("Reception paused")),
    Transition(
        "resume",
        (S.PAUSED,),
        S.OPEN,
        _("Go on with the reception"),
        "events.run",
        past=_("Reception went on"),
        primary=True,
    ),
    Transition(
        "close", (S.OPEN, S.PAUSED), S.CLOSED, _("Close the reception"), "events.run", past=_("Reception closed")
    ),
    Transition(
        "reopen",
        (S.CLOSED,),
        S.OPEN,
        _("Open the reception again"),
        "events.run",
        past=_("Reception opened again"),
    ),
    Transition(
        "return_to_draft",
        (S.APPROVED, S.PUBLISHED),
        S.DRAFT,
        _("Back to draft"),
        "events.approve",
        past=_("Made a draft again"),
    ),
    Transition(
        "cancel",
        (S.DRAFT, S.APPROVED, S.PUBLISHED),
        S.CANCELLED,
        _("Cancel the event"),
        "events.run",
        past=_("Event cancelled"),
        danger=True,
    ),
)


class TaskStatus(models.TextChoices):
    WAITING = "waiting", _("not started")
    DOING = "doing", _("under way")
    DONE = "done", _("done")
    SKIPPED = "skipped", _("not needed")


def _line(sources) -> tuple[Transition, ...]:
    """The edits of one line of the plan, while the event stands in one of `sources`."""
    while_planned = {"sources": sources, "status": "event.status", "refusal": OVER}
    return (
        Edit("add", "events.plan", _("Added"), **while_planned),
        Edit("edit", "events.plan", _("Changed"), **while_planned),
        Edit("remove", "events.plan", _("Removed"), **while_planned),
        Edit("restore", "events.plan", _("Brought back"), **while_planned),
    )


LINE = Workflow(*_line(PLANNED), status="event.status")
DESK = Workflow(*_line(PLANNED), PASS_ON, status="event.status")
LINE_KEPT_UP = Workflow(*_line(KEPT_UP), status="event.status")

T = TaskStatus
WHO = ("planner", "owner")
TASK = Workflow(
    *_line(KEPT_UP),
    PASS_ON,
    Edit("hand_over", "core.administer", _("Handed over to another person")),
    Transition("start", (T.WAITING,), T.DOING, _("Start"), "events.see", WHO, past=_("Started")),
    Transition("finish", (T.WAITING, T.DOING), T.DONE, _("Done"), "events.see", WHO, past=_("Finished"), primary=True),
    Transition(
        "skip",
        (T.WAITING, T.DOING),
        T.SKIPPED,
        _("Not needed"),
        "events.plan",
        ("planner",),
        past=_("Marked as not needed"),
    ),
    Transition("again", (T.DONE, T.SKIPPED), T.WAITING, _("Open again"), "events.see", WHO, past=_("Opened again")),
)
DUTY = Workflow(
    Edit("assign", "events.plan", _("Duty given"), KEPT_UP, refusal=OVER),
    Edit("end", "events.plan", _("Duty ended")),
    Edit("hand_over", "core.administer", _("Duty handed over")),
    status="event.status",
)
