"""What has to be done before and after the day."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.lines import PlanLine
from events.workflow import TASK, TaskStatus


class Task(PlanLine):
    """Something to be prepared or followed up, due `offset` days from the event (before: negative)."""

    class Phase(models.TextChoices):
        PREPARE = "prepare", _("preparation")
        NEAR = "near", _("last two weeks")
        DAY = "day", _("the day")
        AFTER = "after", _("afterwards")

    workflow = TASK

    event = models.ForeignKey("events.Event", models.PROTECT, related_name="tasks")
    title = models.CharField(_("task"), max_length=60)
    hint = models.CharField(_("what it takes"), max_length=120, blank=True)
    phase = models.CharField(_("phase"), max_length=8, choices=Phase)
    offset = models.SmallIntegerField(_("days from the event"))
    due_on = models.DateField(_("date"))
    unit = models.ForeignKey(
        "core.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person in charge"),
    )
    status = models.CharField(_("state"), max_length=8, choices=TaskStatus, default=TaskStatus.WAITING)
    done_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Task")
        ordering = ["due_on", "id"]

    def __str__(self):
        return self.title

    @property
    def audit_label(self):
        return self.title
