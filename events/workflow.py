"""What may happen to an event and to a task of its plan."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from plaza.core.workflow import Transition, Workflow


class EventStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("event", "draft")
    APPROVED = "approved", pgettext_lazy("event", "approved")
    PUBLISHED = "published", pgettext_lazy("event", "published")
    OPEN = "open", pgettext_lazy("event", "open")
    PAUSED = "paused", pgettext_lazy("event", "paused")
    CLOSED = "closed", pgettext_lazy("event", "closed")
    CANCELLED = "cancelled", pgettext_lazy("event", "cancelled")


S = EventStatus
EVENT = Workflow(
    (
        Transition("approve", (S.DRAFT,), S.APPROVED, _("Approve the plan"), "events.approve", primary=True),
        Transition("publish", (S.APPROVED,), S.PUBLISHED, _("Publish the event"), "events.run", primary=True),
        Transition("open", (S.APPROVED, S.PUBLISHED), S.OPEN, _("Open the reception"), "events.run", primary=True),
        Transition("pause", (S.OPEN,), S.PAUSED, _("Pause the reception"), "events.run"),
        Transition("resume", (S.PAUSED,), S.OPEN, _("Go on with the reception"), "events.run", primary=True),
        Transition("close", (S.OPEN, S.PAUSED), S.CLOSED, _("Close the reception"), "events.run"),
        Transition("reopen", (S.CLOSED,), S.OPEN, _("Open the reception again"), "events.run"),
        Transition("return_to_draft", (S.APPROVED, S.PUBLISHED), S.DRAFT, _("Back to draft"), "events.approve"),
        Transition(
            "cancel", (S.DRAFT, S.APPROVED, S.PUBLISHED), S.CANCELLED, _("Cancel the event"), "events.run", danger=True
        ),
    )
)


class TaskStatus(models.TextChoices):
    WAITING = "waiting", _("not started")
    DOING = "doing", _("under way")
    DONE = "done", _("done")
    SKIPPED = "skipped", _("not needed")


T = TaskStatus
TASK = Workflow(
    (
        Transition("start", (T.WAITING,), T.DOING, _("Start"), "events.see", ("planner", "owner")),
        Transition("finish", (T.WAITING, T.DOING), T.DONE, _("Done"), "events.see", ("planner", "owner"), primary=True),
        Transition("skip", (T.WAITING, T.DOING), T.SKIPPED, _("Not needed"), "events.plan", ("planner",)),
        Transition("again", (T.DONE, T.SKIPPED), T.WAITING, _("Open again"), "events.see", ("planner", "owner")),
    )
)
