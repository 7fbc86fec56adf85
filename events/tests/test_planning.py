"""A plan out of eight facts."""

from datetime import date, time, timedelta

import pytest

from events import actions
from events.models import BudgetLine, Event, SafetyText, Task, Zone
from plaza.core.errors import AlreadySaved, NotPossible
from plaza.core.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_eight_facts_make_a_whole_plan(planned, office):
    assert planned.tasks.count() >= 34
    assert set(planned.tasks.values_list("phase", flat=True)) == set(Task.Phase.values)
    offsets = planned.tasks.values_list("offset", flat=True)
    assert (min(offsets), max(offsets)) == (-30, 120)
    assert set(planned.zones.values_list("kind", flat=True)) == set(Zone.Kind.values)
    assert list(planned.desks.values_list("number", "unit")) == [
        (1, office.zj.pk),
        (2, office.rs.pk),
        (3, office.xf.pk),
    ]
    assert set(planned.budget_lines.values_list("heading", flat=True)) == set(BudgetLine.Heading.values)
    assert {line.amount for line in planned.budget_lines.all()} == {0}
    assert planned.safety_texts.filter(kind=SafetyText.Kind.CONTENT).count() == 9
    assert planned.safety_texts.filter(kind=SafetyText.Kind.SCENARIO).count() >= 6
    assert planned.posts.count() >= 8 and planned.slots.count() >= 8
    assert "青禾人民广场" in planned.background and planned.goals


def test_task_dates_are_counted_from_the_day(planned):
    assert {task.due_on - planned.date == timedelta(days=task.offset) for task in planned.tasks.all()} == {True}


def test_a_near_day_presses_the_preparation_into_the_days_left(cast, office, now):
    event = actions.plan_event(
        date=now.date() + timedelta(days=10), venue="广场", lead_unit=office.xf, key="n" * 16, by=cast.organizer, at=now
    )
    assert min(event.tasks.values_list("due_on", flat=True)) == now.date()
    assert max(event.tasks.values_list("offset", flat=True)) == 120


def test_the_same_form_again_gives_the_same_event(planned, cast, office, now):
    facts = {
        "name": "6月广场接访",
        "date": planned.date,
        "starts_at": time(9),
        "ends_at": time(17),
        "venue": "青禾人民广场",
        "theme": "倾听民声",
        "lead_unit": office.xf,
        "expected_people": 200,
        "key": "k" * 16,
    }
    again = actions.plan_event(**facts, by=cast.organizer, at=now)
    assert (again.pk, Event.objects.count(), AuditEntry.objects.filter(act="plan").count()) == (planned.pk, 1, 1)
    with pytest.raises(AlreadySaved):
        actions.plan_event(**facts | {"venue": "另一个广场"}, by=cast.organizer, at=now)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ends_at": time(9)}, "ends_at"),
        ({"date": date(9999, 12, 31)}, "date"),
        ({"date": date(1, 1, 1)}, "date"),
    ],
)
def test_facts_that_cannot_be_meant_are_refused_beside_the_field(cast, office, now, change, field):
    facts = {"date": now.date(), "venue": "广场", "lead_unit": office.xf, "key": "r" * 16} | change
    with pytest.raises(NotPossible) as refusal:
        actions.plan_event(**facts, by=cast.organizer, at=now)
    assert refusal.value.field == field
    assert Event.objects.count() == 0


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (time(9), time(17)),
        (time(8), time(11, 30)),
        (time(14), time(18)),
        (time(9), time(9, 20)),
        (time(0, 10), time(23, 50)),
    ],
)
def test_the_schedule_fits_the_hours_without_overlap(cast, office, now, start, end):
    from events import queries

    event = actions.plan_event(
        date=now.date(),
        venue="广场",
        lead_unit=office.xf,
        key="s" * 16,
        starts_at=start,
        ends_at=end,
        by=cast.organizer,
        at=now,
    )
    slots = list(event.slots.all())
    assert {slot.starts_at < slot.ends_at for slot in slots} == {True}
    assert queries.schedule_faults(event, slots) == []


def test_a_new_date_moves_tasks_duties_and_the_texts_made_from_it(cast, office, now):
    event = actions.plan_event(
        date=now.date() + timedelta(days=40), venue="广场", lead_unit=office.xf, key="m" * 16, by=cast.organizer, at=now
    )
    name, duty = event.name, event.duties.get()
    actions.edit_event(event, {"date": event.date + timedelta(days=7)}, by=cast.organizer, at=now)
    stored = Event.objects.get(pk=event.pk)
    assert {task.due_on - stored.date == timedelta(days=task.offset) for task in stored.tasks.all()} == {True}
    assert stored.duties.get().until == duty.until + timedelta(days=7)
    assert stored.name != name


def test_a_text_of_the_offices_own_stays_when_the_date_moves(planned, cast, now):
    actions.edit_event(planned, {"background": "我们自己的话。"}, by=cast.organizer, at=now)
    actions.edit_event(planned, {"date": planned.date + timedelta(days=1)}, by=cast.organizer, at=now)
    assert (planned.background, planned.name) == ("我们自己的话。", "6月广场接访")


def test_the_rain_date_is_another_day(planned, cast, now):
    with pytest.raises(NotPossible) as refusal:
        actions.edit_event(planned, {"rain_date": planned.date}, by=cast.organizer, at=now)
    assert refusal.value.field == "rain_date"


def test_the_date_is_not_moved_onto_the_rain_date(planned, cast, now):
    rain = planned.date + timedelta(days=1)
    actions.edit_event(planned, {"rain_date": rain}, by=cast.organizer, at=now)
    with pytest.raises(NotPossible):
        actions.edit_event(planned, {"date": rain}, by=cast.organizer, at=now)
    assert Event.objects.get(pk=planned.pk).date == rain - timedelta(days=1)


@pytest.mark.parametrize("change", [
    {"date": date(2026, 5, 19)}, {"queue": False}, {"registers": "unit"}, {"rehearsal": True},
], ids=str)  # fmt: skip
def test_while_the_reception_is_open_what_the_desks_rely_on_stands(event, cast, now, change):
    event.refresh_from_db()
    with pytest.raises(NotPossible) as refusal:
        actions.edit_event(event, change, by=cast.organizer, at=now)
    assert refusal.value.field == next(iter(change))
    actions.edit_event(event, {"theme": "新主题"}, by=cast.organizer, at=now)
    stored = Event.objects.get(pk=event.pk)
    assert (stored.theme, getattr(stored, refusal.value.field)) == ("新主题", getattr(event, refusal.value.field))


@pytest.mark.parametrize("field", ["rehearsal", "registers", "queue", "date"])
def test_what_people_came_for_stays_also_while_the_reception_pauses(event, cast, now, field):
    Event.objects.filter(pk=event.pk).update(opened_at=now)
    paused = actions.pause(Event.objects.get(pk=event.pk), by=cast.organizer, at=now)
    wanted = {"rehearsal": True, "registers": "unit", "queue": False, "date": event.date + timedelta(days=7)}
    with pytest.raises(NotPossible) as refusal:
        actions.edit_event(paused, {field: wanted[field]}, by=cast.organizer, at=now)
    assert refusal.value.field == field
