from datetime import date, timedelta

import chinese_calendar
import pytest
from django.utils import translation

from petitions import deadlines
from plaza.core.calendar import WorkCalendar


@pytest.fixture(scope="module")
def work_days():
    """2026 as published (with make-up days); 2027 has no notice and is provisional."""
    days = {day: False for day in chinese_calendar.holidays if day.year == 2026}
    days |= {day: True for day in chinese_calendar.workdays if day.year == 2026}
    return WorkCalendar(days, frozenset({2026}))


@pytest.mark.parametrize(
    "rule, start, due_on, provisional",
    [
        # calendar days: day 0 is not counted
        ("T1", "2026-05-18", "2026-06-02", False),
        ("T2", "2026-05-18", "2026-06-02", False),
        ("T3", "2026-05-18", "2026-06-02", False),
        ("T5", "2026-05-19", "2026-07-20", False),  # 18 July is a Saturday: rolls to Monday
        ("T5", "2026-11-24", "2027-01-25", True),  # 23 January 2027 is a Saturday
        ("T14", "2026-05-29", "2026-06-29", False),
        # working days, over weekends
        ("T4", "2026-05-18", "2026-05-25", False),
        ("T11", "2026-05-18", "2026-05-21", False),
        ("T12", "2026-05-18", "2026-06-01", False),
        # over the National Day holiday with its make-up days
        ("T11", "2026-09-30", "2026-10-10", False),
        # over the year boundary: 1 January 2027 is statutory, the rest is not announced yet
        ("T12", "2026-12-25", "2027-01-11", True),
        ("T11", "2026-12-31", "2027-01-06", True),
        # month end of a leap-free February
        ("T1", "2027-02-13", "2027-03-01", True),
    ],
)
def test_deadlines_by_rule(work_days, rule, start, due_on, provisional):
    found = deadlines.due(rule, date.fromisoformat(start), work_days)
    assert (found.due_on.isoformat(), found.provisional) == (due_on, provisional)


def test_without_rolling_a_deadline_may_end_on_a_rest_day(work_days):
    assert deadlines.due("T5", date(2026, 5, 19), work_days, rolls=False).due_on == date(2026, 7, 18)


def test_make_up_saturday_is_a_working_day_and_a_holiday_monday_is_not(work_days):
    assert work_days.is_working(date(2026, 10, 10)) and not work_days.is_working(date(2026, 10, 5))


def test_the_deadline_day_is_still_on_time(work_days):
    lamp = [deadlines.lamp(date(2026, 6, 1), date(2026, 6, day), work_days) for day in (1, 2)]
    assert lamp == ["a", "r"]


@pytest.mark.parametrize(
    "today, colour", [("2026-05-26", "g"), ("2026-05-27", "a"), ("2026-06-01", "a"), ("2026-06-02", "r")]
)
def test_amber_begins_three_working_days_before(work_days, today, colour):
    assert deadlines.lamp(date(2026, 6, 1), date.fromisoformat(today), work_days) == colour


@pytest.mark.parametrize(
    "route, direct, notice, answer",
    [
        ("R0", False, "T11", "T12"),
        ("R6", False, "T3", "T5"),
        ("R6", True, "T2", "T5"),
        ("R5", False, "T3", None),
    ],
)
def test_the_route_decides_the_clocks(route, direct, notice, answer):
    assert (deadlines.notice_rule(route, direct=direct), deadlines.answer_rule(route)) == (notice, answer)


def test_silence_gains_nothing(work_days):
    """T3 unanswered ends on 2 June; T5 starts that day by itself."""
    start = date(2026, 5, 18)
    assert deadlines.due("T3", start, work_days).due_on == date(2026, 6, 2)
    assert deadlines.latest_answer("R6", start, work_days) == date(2026, 8, 3)  # 1 August is a Saturday


@pytest.mark.parametrize(
    "route, days, told",
    [
        ("R0", 10, "2026-06-01"),
        ("R0", 60, "2026-06-04"),
        ("R6", 10, "2026-06-01"),
        ("R5", 60, "2026-08-11"),
    ],
)
def test_a_promise_is_never_later_than_the_law(work_days, route, days, told):
    assert deadlines.promise(route, date(2026, 5, 18), days, work_days).due_on.isoformat() == told


def test_the_day_strip_shows_what_was_counted(work_days):
    strip = deadlines.days(date(2026, 5, 18), date(2026, 6, 1), work_days, date(2026, 5, 27))
    kinds = {day.isoformat(): kind for day, kind in strip}
    assert (len(strip), kinds["2026-05-18"], kinds["2026-05-23"], kinds["2026-05-27"], kinds["2026-06-01"]) == (
        15,
        "zero",
        "rest",
        "now",
        "due",
    )


def test_a_year_far_ahead_never_crashes(work_days):
    assert deadlines.due("T12", date(2031, 12, 30), work_days).provisional


def explained(due) -> list[str]:
    with translation.override("en"):
        return deadlines.explain(due)


def test_a_date_in_working_days_is_explained(work_days):
    assert explained(deadlines.due("T12", date(2026, 5, 18), work_days)) == [
        "Counted from 18 May 2026 (acceptance); that day itself is not counted.",
        "10 working days, with 4 rest days left out: 1 Jun 2026.",
        "An answer on the day itself is on time.",
    ]


def test_a_rolled_and_provisional_date_says_so(work_days):
    assert explained(deadlines.due("T5", date(2026, 11, 24), work_days))[1:] == [
        "60 days, rest days included: 23 Jan 2027.",
        "That is a rest day, so the next working day counts: 25 Jan 2027.",
        "An answer on the day itself is on time.",
        "The holiday notice of that year is not entered yet: the date is provisional.",
    ]


def test_a_promise_cut_by_the_law_says_so(work_days):
    promise = deadlines.promise("R0", date(2026, 5, 18), 60, work_days)
    assert explained(promise)[1:3] == [
        "60 working days: 11 Aug 2026.",
        "The law leaves time until 4 Jun 2026; no later day may be told.",
    ]


def test_a_day_set_by_somebody_stands_as_it_was_told(work_days):
    told = deadlines.stored("T17", date(2026, 5, 18), date(2026, 6, 1), work_days)
    assert (told.due_on, explained(told)[1]) == (date(2026, 6, 1), "The day was set: 1 Jun 2026.")


def test_a_stored_clock_is_explained_by_its_rule_while_the_calendar_agrees(work_days):
    agreeing = deadlines.stored("T12", date(2026, 5, 18), date(2026, 6, 1), work_days, length=10)
    moved = deadlines.stored("T12", date(2026, 5, 18), date(2026, 6, 2), work_days, length=10)
    assert [explained(row)[1] for row in (agreeing, moved)] == [
        "10 working days, with 4 rest days left out: 1 Jun 2026.",
        "The day was set: 2 Jun 2026.",
    ]


@pytest.mark.parametrize("today, left", [("2026-05-28", 2), ("2026-05-30", 1), ("2026-06-01", 0), ("2026-06-06", -5)])
def test_days_left_are_working_days_and_days_over_are_calendar_days(work_days, today, left):
    assert deadlines.days_left(date(2026, 6, 1), date.fromisoformat(today), work_days) == left


def test_a_setting_overrides_the_length_of_a_rule(work_days):
    assert deadlines.due("T14", date(2026, 5, 18), work_days, length=15).due_on == date(2026, 6, 2)


@pytest.mark.parametrize("rule", sorted(code for code, row in deadlines.RULES.items() if row.length))
def test_no_rule_crashes_on_any_start_of_a_year_and_a_half(work_days, rule):
    for n in range(550):
        start = date(2026, 7, 1) + timedelta(days=n)
        found = deadlines.due(rule, start, work_days)
        assert found.due_on >= start
        assert work_days.is_working(found.due_on)
        assert found.provisional or found.due_on.year == 2026
