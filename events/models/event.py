"""The reception day itself."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.workflow import EVENT, EventStatus


class Event(models.Model):
    """One reception day on one square. Dates in the office's time zone."""

    class Registers(models.TextChoices):
        OFFICE = "office", _("the petition office registers (T1)")
        UNIT = "unit", _("the desk's own unit registers its own matters (T2)")

    workflow = EVENT

    name = models.CharField(_("name"), max_length=60)
    theme = models.CharField(_("theme"), max_length=60, blank=True)
    background = models.TextField(_("background"), max_length=2000, blank=True)
    goals = models.TextField(_("goals"), max_length=2000, blank=True)
    date = models.DateField(_("date"), db_index=True)
    rain_date = models.DateField(_("rain date"), null=True, blank=True)
    starts_at = models.TimeField(_("start"), default="09:00")
    ends_at = models.TimeField(_("end"), default="17:00")
    venue = models.CharField(_("square"), max_length=60)
    address = models.CharField(_("address"), max_length=120, blank=True)
    map = models.ForeignKey(
        "core.File", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("map sketch")
    )
    reception_place = models.BooleanField(_("designated as reception place (Art. 20)"), default=False)
    lead_unit = models.ForeignKey("core.Unit", models.PROTECT, related_name="led_events", verbose_name=_("lead unit"))
    expected_people = models.PositiveIntegerField(_("people expected"), default=200)
    lead_days = models.PositiveSmallIntegerField(_("days of preparation"), default=30)
    registers = models.CharField(_("who registers"), max_length=8, choices=Registers, default=Registers.OFFICE)
    rehearsal = models.BooleanField(_("rehearsal"), default=False)
    queue = models.BooleanField(_("ticket queue"), default=True)
    status = models.CharField(_("status"), max_length=10, choices=EventStatus, default=EventStatus.DRAFT)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("Event")
        ordering = ["-date", "-id"]

    def __str__(self):
        return self.name

    @property
    def audit_label(self):
        return self.name

    @property
    def running(self) -> bool:
        """Desks may register and call now."""
        return self.status == EventStatus.OPEN
