"""The yearly holiday notice as people bring it: a table of days, read and checked before anything is changed."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from plaza.core import calendar
from plaza.core.models.calendar import CalendarDay, CalendarYear
from plaza.core.table_files import TableRow, read_table

HEADINGS = {
    "date": ("date", "日期", "day"),
    "kind": ("kind", "类型", "班休", "work or rest", "安排"),
    "name": ("name", "名称", "节日", "holiday"),
    "notice": ("notice", "文号", "通知文号", "notice number"),
}
KINDS = {
    word: kind
    for kind, words in {
        CalendarDay.Kind.WORK: ("work", "班", "上班", "补班", "调休上班", "工作日", "working day"),
        CalendarDay.Kind.REST: ("rest", "休", "放假", "休息", "假", "休息日", "节假日", "rest day", "holiday"),
    }.items()
    for word in words
}
FEWEST = 10  # a notice of one year names at least the statutory days


@dataclass(frozen=True)
class HolidayNotice:
    """What a file says: the days of one year, and how they differ from what is entered (the dry run)."""

    year: int
    number: str
    days: tuple[tuple[date, str, str], ...]
    new: tuple[date, ...] = ()
    changed: tuple[date, ...] = ()
    gone: tuple[date, ...] = ()
    faulty: tuple[TableRow, ...] = field(default=())

    def enter(self, *, by, at) -> CalendarYear:
        """Make it the calendar. Open clocks of a provisional year are computed anew by the ledger."""
        return calendar.enter_notice(self.year, list(self.days), notice=self.number, by=by, at=at)


def read(source) -> HolidayNotice:
    """Read the notice from an Excel or CSV file or from pasted text, and change nothing.

    One row per day that is not as its weekday says; columns date, kind, name, notice number.
    Raises ValidationError when no year can be made of it; rows with a fault are in `faulty`."""
    table = read_table(source, HEADINGS, required=("date", "kind"))
    days, seen = [], set()
    for row in table.rows:
        day, kind = _day(row.values["date"]), KINDS.get(row.values["kind"].casefold())
        if not row.error and day is None:
            row.error = _("“%(text)s” is not a date. Write it as 2027-01-01.") % {"text": row.values["date"]}
        elif not row.error and kind is None:
            row.error = _("“%(text)s” is neither work nor rest.") % {"text": row.values["kind"]}
        elif not row.error and day in seen:
            row.error = _("%(day)s stands in the table twice.") % {"day": day}
        if not row.error:
            seen.add(day)
            days.append((day, str(kind), row.values["name"][:30]))
    if not days:
        raise ValidationError(_("There is no day in this table that can be used."))
    year = Counter(day.year for day, _kind, _name in days).most_common(1)[0][0]
    if sum(day.year == year for day in seen) < FEWEST:
        raise ValidationError(
            _("A notice has at least %(count)d days of one year; this table has fewer.") % {"count": FEWEST}
        )
    before = {row.date: row.kind for row in CalendarDay.objects.filter(date__year=year)}
    after = {day: kind for day, kind, _name in days if day.year == year}
    return HolidayNotice(
        year=year,
        number=next((row.values["notice"] for row in table.good if row.values["notice"]), "")[:60],
        days=tuple(sorted(days)),
        new=tuple(sorted(after.keys() - before.keys())),
        changed=tuple(sorted(day for day in after.keys() & before.keys() if after[day] != before[day])),
        gone=tuple(sorted(before.keys() - after.keys())),
        faulty=tuple(table.faulty),
    )


def _day(text: str) -> date | None:
    found = re.fullmatch(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})日?", text.strip())
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
