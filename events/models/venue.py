"""The square: its zones and its desks."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.lines import PlanLine
from events.workflow import DESK


class Zone(PlanLine):
    class Kind(models.TextChoices):
        RECEPTION = "reception", _("reception desks")
        ENQUIRY = "enquiry", _("enquiry desks")
        WAITING = "waiting", _("waiting area")
        EXHIBIT = "exhibit", _("display area")
        OTHER = "other", _("other")

    event = models.ForeignKey("events.Event", models.PROTECT, related_name="zones")
    name = models.CharField(_("Zone"), max_length=30)
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind)
    capacity = models.PositiveIntegerField(_("Places"), default=0, validators=[MaxValueValidator(100_000)])
    note = models.CharField(_("Note"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("Zone")
        ordering = ["id"]

    def __str__(self):
        return self.name


class Desk(PlanLine):
    workflow = DESK

    event = models.ForeignKey("events.Event", models.PROTECT, related_name="desks")
    number = models.PositiveSmallIntegerField(
        _("Desk number"), validators=[MinValueValidator(1), MaxValueValidator(999)]
    )
    unit = models.ForeignKey("core.Unit", models.PROTECT, related_name="+", verbose_name=_("Unit"))
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, blank=True, related_name="desks", verbose_name=_("Zone"))
    leader = models.CharField(_("Receiving leader"), max_length=40, blank=True)
    enquiry = models.BooleanField(_("Enquiries only"), default=False)
    staffed = models.BooleanField(_("staffed"), default=True)

    class Meta:
        verbose_name = _("Desk")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "number"],
                condition=models.Q(removed_at=None),
                name="one_desk_per_number",
                violation_error_message=_("Another desk has this number. Give one of them another number first."),
            )
        ]

    def __str__(self):
        return str(self.number)
