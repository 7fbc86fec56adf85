"""The clocks of the Regulation on petition work (信访工作条例, 2022), as pure functions over a calendar.

Day 0 is not counted; the last day counts in full, so an answer on it is on time; a last day on a rest
day moves to the next working day when the office says so. `docs` of each rule: article and start."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import formats
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from plaza.core.calendar import WorkCalendar


@dataclass(frozen=True)
class Rule:
    """One clock. `length` in days: working days when `working`, else calendar days. `duty` is False for
    windows, which close a possibility and are never overdue."""

    code: str
    name: str
    length: int | None
    working: bool
    article: str
    starts: str
    duty: bool = True


@dataclass(frozen=True)
class Due:
    """A computed deadline and what it was computed from."""

    rule: str
    started_on: date
    length: int
    working: bool
    last_day: date  # before rolling
    due_on: date
    rest_days: int
    provisional: bool
    by_law: bool = False  # a promise cut to the last day that the law leaves

    @property
    def rolled(self) -> bool:
        return self.due_on != self.last_day


RECEIPT = pgettext_lazy("start of a clock", "receipt")
DISPATCH = pgettext_lazy("start of a clock", "dispatch")
ACCEPTANCE = pgettext_lazy("start of a clock", "acceptance")
ASSIGNMENT = pgettext_lazy("start of a clock", "assignment")
RECEPTION = pgettext_lazy("start of a clock", "reception")
_ROWS = (
    Rule("T1", _("forward or assign"), 15, False, _("Art. 22"), RECEIPT),
    Rule("T2", _("written notice after direct receipt"), 15, False, _("Art. 23"), RECEIPT),
    Rule("T3", _("written notice after forwarding"), 15, False, _("Art. 23"), DISPATCH),
    Rule("T4", _("window for an objection"), 5, True, _("Art. 23"), DISPATCH, duty=False),
    Rule("T5", _("handling opinion"), 60, False, _("Art. 34"), ACCEPTANCE),
    Rule("T6", _("extension"), 30, False, _("Art. 34"), _("end of T5")),
    Rule("T11", _("simple procedure, acceptance"), 3, True, _("rules of the simple procedure"), DISPATCH),
    Rule("T12", _("simple procedure, answer"), 10, True, _("rules of the simple procedure"), ACCEPTANCE),
    Rule("T14", _("rating window"), 30, False, _("setting of the office"), _("delivery of the reply"), duty=False),
    Rule("T16", _("date set by a leader"), None, False, _("Art. 22"), ASSIGNMENT),
    Rule("T17", _("date told at the reception"), None, True, _("promise of the office"), RECEPTION),
)
RULES = {rule.code: rule for rule in _ROWS}
SIMPLE, PROCEDURE = "R0", "R6"


def due(rule: str, start: date, calendar: WorkCalendar, *, length: int | None = None, rolls: bool = True) -> Due:
    """The deadline of `rule` from day 0 `start`. `length` overrides the rule's own days (a setting)."""
    row = RULES[rule]
    days = row.length if length is None else length
    days = days or 0
    last = calendar.add_working_days(start, days) if row.working else start + timedelta(days=days)
    due_on = calendar.roll(last) if rolls else last
    return Due(
        rule,
        start,
        days,
        row.working,
        last,
        due_on,
        rest_days=len(calendar.rest_days(start, due_on)),
        provisional=_provisional(start, due_on, calendar),
    )


def stored(rule: str, start: date, due_on: date, calendar: WorkCalendar, *, length: int = 0, rolls=True) -> Due:
    """The Due of a clock that is kept with its day: a day set by somebody (T16, T17), or one that the
    calendar of today would compute otherwise, stands as it was told."""
    computed = due(rule, start, calendar, length=length, rolls=rolls)
    if length and computed.due_on == due_on:
        return computed
    return Due(
        rule,
        start,
        0,
        RULES[rule].working,
        due_on,
        due_on,
        len(calendar.rest_days(start, due_on)),
        _provisional(start, due_on, calendar),
    )


def notice_rule(route: str, *, direct: bool) -> str:
    """Which clock says whether it is accepted: T11 in the simple procedure, T2 when the unit received it
    directly, else T3."""
    return "T11" if route == SIMPLE else "T2" if direct else "T3"


def answer_rule(route: str) -> str | None:
    """T12 in the simple procedure, T5 in the petition procedure; other routes follow their own law and
    only the date told or set runs here."""
    return {SIMPLE: "T12", PROCEDURE: "T5"}.get(route)


def latest_answer(route: str, start: date, calendar: WorkCalendar, *, direct=False, rolls=True) -> date | None:
    """The last day the law leaves for an answer when the matter is dispatched on `start` and silence runs
    to its end: the notice clock, then the answer clock from that day. None: no such clock."""
    answer = answer_rule(route)
    if answer is None:
        return None
    notice = due(notice_rule(route, direct=direct), start, calendar, rolls=rolls).due_on
    return due(answer, notice, calendar, rolls=rolls).due_on


def promise(route: str, start: date, days: int, calendar: WorkCalendar, *, direct=False, rolls=True) -> Due:
    """The date told at the desk (T17): `days` working days after `start`, never later than the law's."""
    told = due("T17", start, calendar, length=days, rolls=rolls)
    limit = latest_answer(route, start, calendar, direct=direct, rolls=rolls)
    if limit and told.due_on > limit:
        return Due(
            "T17",
            start,
            days,
            True,
            told.last_day,
            limit,
            len(calendar.rest_days(start, limit)),
            told.provisional,
            by_law=True,
        )
    return told


def explain(due: Due) -> list[str]:
    """How this date came about, as sentences for the page and the paper, in the reader's language."""
    row = RULES[due.rule]
    facts = {
        "rule": row.name,
        "article": row.article,
        "starts": row.starts,
        "count": due.length,
        "rest": due.rest_days,
        "start": _shown(due.started_on),
        "last": _shown(due.last_day),
        "due": _shown(due.due_on),
    }
    told = [gettext("Counted from %(start)s (%(starts)s); that day itself is not counted.") % facts]
    if due.length and due.working:
        told.append(
            gettext("%(count)d working days, with %(rest)d rest days left out: %(last)s.") % facts
            if not due.by_law
            else gettext("%(count)d working days: %(last)s.") % facts
        )
    elif due.length:
        told.append(gettext("%(count)d days, rest days included: %(last)s.") % facts)
    else:
        told.append(gettext("The day was set: %(due)s.") % facts)
    if due.by_law:
        told.append(gettext("The law leaves time until %(due)s; no later day may be told.") % facts)
    elif due.rolled:
        told.append(gettext("That is a rest day, so the next working day counts: %(due)s.") % facts)
    told.append(gettext("An answer on the day itself is on time."))
    if due.provisional:
        told.append(gettext("The holiday notice of that year is not entered yet: the date is provisional."))
    return told


def days_left(due_on: date, today: date, calendar: WorkCalendar) -> int:
    """Working days after today up to the due day; 0 on the day itself; when overdue, minus the calendar days."""
    return calendar.working_days_between(today, due_on) if due_on >= today else (due_on - today).days


def days(start: date, due_on: date, calendar: WorkCalendar, today: date) -> list[tuple[date, str]]:
    """The day strip: (day, kinds) from day 0 to the due day; kinds of zero, rest, now, due."""
    strip = []
    for n in range((due_on - start).days + 1):
        day = start + timedelta(days=n)
        kinds = [
            name
            for name, holds in (
                ("zero", n == 0),
                ("rest", n and not calendar.is_working(day)),
                ("now", day == today),
                ("due", day == due_on),
            )
            if holds
        ]
        strip.append((day, " ".join(kinds)))
    return strip


def lamp(due_on: date, today: date, calendar: WorkCalendar, *, amber: int = 3) -> str:
    """g on time, a due within `amber` working days, r overdue; x when no duty runs (year 9999)."""
    if due_on.year == 9999:
        return "x"
    if due_on < today:
        return "r"
    return "a" if calendar.working_days_between(today, due_on) <= amber else "g"


def _provisional(start: date, due_on: date, calendar: WorkCalendar) -> bool:
    """Whether a counted day lies in a year without a notice; day 0 is not counted."""
    years = range((start + timedelta(days=1)).year, due_on.year + 1)
    return any(calendar.provisional(date(year, 1, 1)) for year in years)


def _shown(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")
