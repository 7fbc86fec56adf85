"""The working-day calendar of the State Council's yearly notice, with make-up days (调休).

A year without a notice counts statutory holidays and Monday to Friday and is provisional (暂定):
shown as such, never a crash, computed anew when the notice is entered."""

import time
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar
import holidays
from django.db import transaction
from django.db.models import Q

from plaza.core import audit
from plaza.core.models.calendar import CalendarDay, CalendarYear
from plaza.core.workflow import demand

ONE = timedelta(days=1)
SECONDS_KEPT = 5.0
_cache: dict = {"at": 0.0, "calendar": None}


@dataclass(frozen=True)
class WorkCalendar:
    """Exceptions by date (True: working day) of the years that have a notice. Immutable."""

    exceptions: dict[date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def is_working(self, day: date) -> bool:
        if day in self.exceptions:
            return self.exceptions[day]
        if day.year not in self.years and day in _statutory(day.year):
            return False
        return day.weekday() < 5

    def provisional(self, day: date) -> bool:
        """Whether no official notice covers the year of this day."""
        return day.year not in self.years

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (before it when negative); `day` itself is not counted."""
        step = ONE if count >= 0 else -ONE
        for _ in range(abs(count)):
            day += step
            while not self.is_working(day):
                day += step
        return day

    def roll(self, day: date) -> date:
        """`day`, or the next working day when it is a rest day."""
        while not self.is_working(day):
            day += ONE
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative when `end` lies before."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def rest_days(self, start: date, end: date) -> list[date]:
        """Rest days after `start` up to and including `end`."""
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return [day for day in days if not self.is_working(day)]


def current() -> WorkCalendar:
    """The calendar of the database, read at most every few seconds per process."""
    if _cache["calendar"] is None or time.monotonic() - _cache["at"] > SECONDS_KEPT:
        days = CalendarDay.objects.values_list("date", "kind")
        _cache["calendar"] = WorkCalendar(
            {day: kind == CalendarDay.Kind.WORK for day, kind in days},
            frozenset(CalendarYear.objects.values_list("year", flat=True)),
        )
        _cache["at"] = time.monotonic()
    return _cache["calendar"]


def forget() -> None:
    """Read the table anew on the next call."""
    _cache["calendar"] = None


def seed() -> None:
    """Enter the years that the package chinesecalendar knows; years and days already there stay."""
    years = sorted({day.year for day in chinese_calendar.holidays})[-4:]
    have = set(CalendarYear.objects.values_list("year", flat=True))
    new = [year for year in years if year not in have]
    CalendarYear.objects.bulk_create([CalendarYear(year=year, notice=f"国务院办公厅 {year}") for year in new])
    rows = [CalendarDay(date=day, kind=CalendarDay.Kind.REST, name=str(name)) for day, name in _named(new, rest=True)]
    rows += [CalendarDay(date=day, kind=CalendarDay.Kind.WORK, name=str(name)) for day, name in _named(new, rest=False)]
    CalendarDay.objects.bulk_create(rows, ignore_conflicts=True)
    forget()


def enter_notice(year: int, days: list[tuple[date, str, str]], *, notice: str, by, at) -> CalendarYear:
    """Enter the holiday notice of one year: (date, "work" | "rest", name) replaces what stood for that year.

    Days of the year before or after, which a notice may move too, replace only themselves."""
    demand(CalendarYear(year=year), "enter_notice", by=by)
    with transaction.atomic():
        CalendarDay.objects.filter(Q(date__year=year) | Q(date__in=[day for day, _kind, _name in days])).delete()
        CalendarDay.objects.bulk_create([CalendarDay(date=day, kind=kind, name=name) for day, kind, name in days])
        row, _new = CalendarYear.objects.update_or_create(year=year, defaults={"notice": notice})
        audit.record(row, "enter_notice", by=by, at=at, label=str(year), facts={"days": len(days)})
    forget()
    return row


@lru_cache
def _statutory(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("CN", years=year))


def _named(years, *, rest: bool):
    table = chinese_calendar.holidays if rest else chinese_calendar.workdays
    for day, name in table.items():
        if day.year in years:
            yield day, chinese_calendar.Holiday(name).chinese
