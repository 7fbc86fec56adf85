"""Where each figure begins and ends: the day itself, the last rating, judicial matters, today, whose figures."""

from datetime import date, datetime, timedelta

import pytest

from evaluation import queries
from evaluation.tests.factory import fresh, matter, work_on
from events.models import Event
from followup import actions
from followup.models import NEVER, Case
from petitions.models import Visit
from plaza.office import succession

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
DAY = timedelta(days=1)


@pytest.fixture
def overview(cast, now):
    """The overview of everything, as the leader sees it today."""

    def seen():
        today = now.date()
        return queries.overview(cast.leader, queries.period(cast.leader, "all", on=today), on=today)

    return seen


def rate(page, name) -> tuple[int, int]:
    row = next(row for row in page["rates"] if row["name"] == name)
    return row["part"], row["whole"]


@pytest.mark.parametrize(
    ("due", "answered", "counted"),
    [
        (-1, None, (0, 1)),
        (0, None, (0, 0)),  # the day itself is on time, and not over
        (1, None, (0, 0)),
        (0, 0, (1, 1)),
        (-1, 0, (0, 1)),
        (1, 0, (1, 1)),
    ],
)
def test_an_answer_on_its_day_is_on_time_and_what_is_over_and_open_stays_in(
    overview, event, cast, office, now, due, answered, counted
):
    case, today = matter(event, cast.recorder, now, unit=office.zj), now.date()
    day = None if answered is None else today + answered * DAY
    Case.objects.filter(pk=case.pk).update(answer_due_on=today + due * DAY, answered_on=day)
    page = overview()
    assert rate(page, "on_time") == counted
    assert [(line["on_time"], line["due"]) for line in page["units"]] == [counted]


@pytest.mark.parametrize(("days", "overdue", "soon"), [(-1, 1, 0), (0, 0, 1), (3, 0, 1), (4, 0, 0)])
def test_overdue_begins_after_the_day_and_soon_three_working_days_before_it(
    overview, event, cast, office, now, days, overdue, soon
):
    """The test day is a Monday: three and four days on are Thursday and Friday."""
    case, today = matter(event, cast.recorder, now, unit=office.zj), now.date()
    Case.objects.filter(pk=case.pk).update(due_on=today + days * DAY)
    page, period = overview(), queries.period(cast.leader, "all", on=today)
    lists = [
        queries.behind(cast.leader, period, {"figure": name}, on=today).rows.count() for name in ("overdue", "soon")
    ]
    assert (page["overdue"], page["soon"]) == (overdue, soon) == tuple(lists)


def test_the_most_overdue_unit_comes_first_whatever_else_it_has(overview, event, cast, office, now):
    late = matter(event, cast.recorder, now, unit=office.zj)
    soon = [matter(event, cast.recorder, now, unit=office.rs, category=office.labour) for _ in range(3)]
    Case.objects.filter(pk=late.pk).update(due_on=now.date() - DAY)
    Case.objects.filter(pk__in=[case.pk for case in soon]).update(due_on=now.date())
    assert [line["name"] for line in overview()["units"]] == [office.zj.name, office.rs.name]


@pytest.mark.parametrize(("route", "whole"), [("R1", 0), ("R0", 1), ("R6", 1)])
def test_a_judicial_matter_is_not_to_be_rated(overview, event, cast, office, now, route, whole):
    work_on(matter(event, cast.recorder, now, unit=office.zj, route=route), cast, now)
    assert rate(overview(), "rated") == (0, whole)


@pytest.mark.parametrize(
    ("words", "satisfied", "solved"),
    [
        (("dissatisfied", "no"), (0, 1), (0, 1)),
        (("dissatisfied", "no", "satisfied", "yes"), (1, 1), (1, 1)),
        (("satisfied", "yes", "dissatisfied", "no"), (0, 1), (0, 1)),
        (("basically", "partly"), (1, 1), (0, 1)),
    ],
)
def test_the_last_rating_counts_and_partly_is_not_solved(overview, event, cast, office, now, words, satisfied, solved):
    case = matter(event, cast.recorder, now, unit=office.zj)
    for grade, word in zip(words[::2], words[1::2], strict=True):
        work_on(case, cast, now)
        actions.rate(fresh(case), at=now, office=grade, unit=grade, solved=word)
        actions.handle_again(fresh(case), by=cast.supervisor, at=now, reason="重新核实")
    page = overview()
    assert [rate(page, f"satisfied_{who}") for who in ("unit", "office")] == [satisfied] * 2
    assert rate(page, "solved") == solved
    assert [(line["satisfied"], line["rated"]) for line in page["units"]] == [satisfied]


def test_today_is_this_day_from_midnight_to_midnight_and_no_rehearsal(overview, event, cast, office, now):
    start = datetime.combine(now.date(), datetime.min.time(), now.tzinfo)
    rehearsal = Event.objects.create(
        date=event.date, lead_unit=office.xf, rehearsal=True, status="open", made_by=cast.organizer, made_at=now
    )
    for at in (start - timedelta(seconds=1), start, start + DAY - timedelta(seconds=1), start + DAY):
        matter(event, cast.recorder, at, outcome="settled", people=2)
    matter(rehearsal, cast.recorder, now, outcome="settled", desk=event.desk1)
    assert {row["name"]: row["value"] for row in overview()["today"]} == {"batches": 2, "people": 4, "matters": 2}


def test_the_last_reception_to_which_somebody_came_is_shown_first(event, cast, office, now):
    made = {"lead_unit": office.xf, "status": "open", "made_by": cast.organizer, "made_at": now}
    earlier = Event.objects.create(date=event.date - 7 * DAY, **made)
    Event.objects.create(date=event.date + 7 * DAY, **made)
    shown = [queries.period(cast.leader, "", on=now.date()).event]
    for came_to in (earlier, event):
        matter(came_to, cast.recorder, now, outcome="settled", desk=event.desk1)
        shown.append(queries.period(cast.leader, "", on=now.date()).event)
    assert shown == [None, earlier, event]


def test_a_year_is_that_of_the_office_from_its_first_midnight(event, cast, now):
    first = datetime(2026, 1, 1, tzinfo=now.tzinfo)
    for at in (first - timedelta(seconds=1), first):
        matter(event, cast.recorder, at, outcome="settled")
    year = queries.period(cast.leader, "year", on=date(2026, 5, 18))
    assert (year.visits(cast.leader).count(), year.cases(cast.leader).count()) == (1, 1)


def test_who_sees_no_figures_gets_none_below_the_page_either(event, cast, now):
    matter(event, cast.recorder, now, outcome="settled", unit=event.desk1.unit)
    seen = {name for name, person in vars(cast).items() if queries.visits_for(person).exists()}
    assert (Visit.objects.count(), seen) == (1, {"organizer", "leader", "supervisor"})


def test_what_is_closed_on_the_spot_is_never_overdue(overview, event, cast, office, now):
    case = matter(event, cast.recorder, now - 90 * DAY, outcome="answered", unit=office.zj)
    page = overview()
    assert (fresh(case).due_on, page["overdue"], rate(page, "on_time"), rate(page, "rated")) == (
        NEVER,
        0,
        (0, 0),
        (0, 0),
    )


def test_what_was_answered_counts_for_the_unit_of_the_time_and_what_is_open_for_its_successor(
    overview, event, cast, office, now
):
    answered, waiting, closed = (matter(event, cast.recorder, now, unit=office.zj) for _ in range(3))
    for case in (answered, closed):
        work_on(case, cast, now)
        actions.rate(fresh(case), at=now, office="satisfied", unit="satisfied", solved="yes")
    Case.objects.filter(pk=closed.pk).update(status="closed")
    Case.objects.filter(pk=waiting.pk).update(due_on=now.date() - DAY)
    succession.succeed(office.zj, successor=office.rs, by=cast.admin, at=now)
    assert fresh(answered).lead_unit == office.rs  # its people are there now, for the call-back and the closing
    page, period = overview(), queries.period(cast.leader, "all", on=now.date())
    lines = {
        line["name"]: (line["assigned"], line["overdue"], line["on_time"], line["satisfied"]) for line in page["units"]
    }
    assert lines == {office.zj.name: (2, 0, 2, 2), office.rs.name: (1, 1, 0, 0)}
    for unit, count in ((office.zj, 2), (office.rs, 1), (office.xf, 0)):
        asked = {"figure": "forwarded", "unit": str(unit.pk)}
        assert queries.behind(cast.leader, period, asked, on=now.date()).rows.count() == count
