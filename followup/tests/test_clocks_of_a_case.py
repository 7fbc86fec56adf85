"""Which clocks run, from when, and what the ledger shows as due. The test day is Monday 18 May 2026."""

from datetime import date, timedelta

import pytest

from followup import actions
from followup.actions import clocks as clocks_of_a_case
from followup.models import NEVER, Clock
from followup.tests import factory
from plaza.core import calendar
from plaza.core.models import AuditEntry, CalendarDay, CalendarYear

pytestmark = pytest.mark.django_db


def clocks(case):
    return {row.rule: row for row in Clock.objects.filter(case=case, round=case.round)}


def dues(case):
    return {rule: row.due_on.isoformat() for rule, row in clocks(case).items() if row.running}


@pytest.fixture
def simple(event, office, cast, now):
    return factory.case(event, by=cast.recorder, at=now, unit=office.zj)


@pytest.fixture
def ordinary(event, office, cast, now):
    return factory.case(event, by=cast.recorder, at=now, unit=office.rs, category=office.labour, days=40)


def test_a_simple_matter_starts_with_acceptance_promise_and_answer_by_silence(simple):
    assert dues(simple) == {"T4": "2026-05-25", "T11": "2026-05-21", "T12": "2026-06-04", "T17": "2026-06-01"}
    assert (simple.due_on, simple.due_rule, simple.answer_due_on) == (date(2026, 5, 21), "T11", date(2026, 6, 1))


def test_an_ordinary_matter_starts_with_the_notice_and_sixty_days_by_silence(ordinary):
    assert {k: v for k, v in dues(ordinary).items() if k in ("T3", "T5")} == {"T3": "2026-06-02", "T5": "2026-08-03"}
    assert clocks(ordinary)["T5"].by_silence


def test_without_a_responsible_unit_the_office_has_fifteen_days_to_assign(event, cast, now, office):
    case = factory.case(event, by=cast.recorder, at=now)
    assert (case.status, case.due_on, case.due_rule) == ("registered", date(2026, 6, 2), "T1")
    actions.assign(case, by=cast.organizer, at=now + timedelta(days=1), unit=office.zj)
    assert clocks(case)["T1"].met_on == date(2026, 5, 19)


def test_accepting_meets_the_notice_and_moves_the_answer_clock_to_that_day(simple, cast, now):
    actions.sign(simple, by=cast.handler, at=now)
    actions.accept(simple, by=cast.handler, at=now + timedelta(days=1), channel="phone")
    found = clocks(simple)
    assert found["T11"].met_on == date(2026, 5, 19)
    assert (found["T12"].started_on, found["T12"].due_on) == (date(2026, 5, 19), date(2026, 6, 2))
    assert not found["T12"].by_silence
    assert (simple.due_on, simple.due_rule) == (date(2026, 6, 1), "T17")  # the earlier date wins


def test_signing_starts_no_clock(simple, cast, now):
    before = dues(simple)
    actions.sign(simple, by=cast.handler, at=now + timedelta(days=2))
    assert dues(factory.fresh(simple.pk)) == before


def test_silence_leaves_the_notice_missed_and_the_status_as_it_is(ordinary):
    assert ordinary.overdue(date(2026, 6, 3)) and not ordinary.overdue(date(2026, 6, 2))
    assert ordinary.status == "assigned"


def test_delivery_meets_the_answer_clocks_and_opens_the_rating_window(simple, cast, now):
    case = factory.replied(simple, cast, now)
    found = clocks(case)
    assert {rule: found[rule].met_on for rule in ("T12", "T17")} == {"T12": date(2026, 5, 21), "T17": date(2026, 5, 21)}
    assert (case.status, case.due_on, case.answered_on) == ("replied", NEVER, date(2026, 5, 21))
    assert (found["T14"].due_on, found["T14"].duty) == (date(2026, 6, 22), False)  # 20 June is a Saturday


def test_a_matter_closed_on_the_spot_has_no_clock(event, office, cast, now):
    case = factory.case(event, by=cast.recorder, at=now, outcome="settled")
    assert (case.status, case.on_the_spot, case.due_on, Clock.objects.count()) == ("closed", True, NEVER, 0)


def test_another_unit_gets_fresh_clocks_but_the_date_told_stays(simple, office, cast, now):
    actions.object_to(simple, by=cast.handler, at=now + timedelta(days=2), reason="属人社局职责")
    actions.consent(simple, by=cast.organizer, at=now + timedelta(days=3), unit=office.rs)
    case = factory.fresh(simple.pk)
    assert case.lead_unit == office.rs
    assert dues(case) == {"T4": "2026-05-28", "T11": "2026-05-26", "T12": "2026-06-09", "T17": "2026-06-01"}


def test_a_holiday_notice_recomputes_provisional_dates_but_never_moves_a_told_one_later(event, office, cast, now):
    at = now.replace(month=12, day=28)
    case = factory.case(event, by=cast.recorder, at=at, unit=office.zj)
    before = clocks(case)
    assert (before["T11"].due_on, before["T11"].provisional, before["T12"].provisional) == (
        date(2026, 12, 31),
        False,
        True,
    )
    assert before["T12"].due_on == date(2027, 1, 15)
    CalendarYear.objects.create(year=2027)
    CalendarDay.objects.bulk_create([CalendarDay(date=date(2027, 1, day), kind="rest") for day in (1, 4, 5)])
    calendar.forget()
    actions.recompute(at=at)
    after = clocks(case)
    assert after["T12"].due_on == date(2027, 1, 19)
    assert (after["T17"].due_on, after["T12"].provisional) == (before["T17"].due_on, False)
    assert AuditEntry.objects.get(act="recompute", facts__rule="T12").facts["from"] == "2027-01-15"


@pytest.mark.parametrize(("due", "owed"), [(date(2026, 6, 16), NEVER), (date(2026, 6, 17), date(2026, 6, 2))])
def test_no_word_is_owed_when_the_matter_is_due_within_ten_working_days_after_it(ordinary, now, due, owed):
    """A word is owed 15 days after 18 May; ten working days after that is 16 June."""
    Clock.objects.filter(case=ordinary, duty=True).update(due_on=due)
    clocks_of_a_case.settle(ordinary, now.date())
    assert (ordinary.due_on, factory.fresh(ordinary.pk).feedback_due_on) == (due, owed)
