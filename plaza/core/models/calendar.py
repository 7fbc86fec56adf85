from django.db import models
from django.utils.translation import gettext_lazy as _

from plaza.core.office_workflow import DAY, YEAR


class CalendarYear(models.Model):
    """A year whose holiday notice has been entered; every other year is provisional (暂定)."""

    workflow = YEAR

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    notice = models.CharField(_("notice"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("Calendar")
        ordering = ["year"]

    def __str__(self):
        return str(self.year)


class CalendarDay(models.Model):
    """A day that is not as its weekday says: a holiday, or a make-up working day (调休)."""

    workflow = DAY

    class Kind(models.TextChoices):
        WORK = "work", _("working day")
        REST = "rest", _("rest day")

    date = models.DateField(_("date"), unique=True)
    kind = models.CharField(_("kind"), max_length=4, choices=Kind)
    name = models.CharField(_("name"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("Day of the calendar")
        ordering = ["date"]

    def __str__(self):
        return f"{self.date} {self.kind}"
