"""The course of the day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.lines import PlanLine


class ScheduleSlot(PlanLine):
    class Kind(models.TextChoices):
        SETUP = "setup", _("set-up")
        OPENING = "opening", _("opening")
        RECEPTION = "reception", _("reception")
        BREAK = "break", _("midday break")
        REVIEW = "review", _("midday summary")
        CLOSING = "closing", _("closing")
        OTHER = "other", _("other")

    event = models.ForeignKey("events.Event", models.PROTECT, related_name="slots")
    title = models.CharField(_("Part"), max_length=60)
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind, default=Kind.OTHER)
    starts_at = models.TimeField(_("Starts at"))
    ends_at = models.TimeField(_("Ends at"))
    person = models.CharField(_("In charge"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("Part of the schedule")
        ordering = ["starts_at", "id"]

    def __str__(self):
        return self.title
