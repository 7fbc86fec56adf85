"""From draft to closed."""

from datetime import timedelta

import pytest

from events import actions, readiness
from events.models import Event
from events.workflow import EVENT
from plaza.core.errors import NotAllowed, NotPossible
from plaza.core.models import Message
from plaza.core.workflow import may

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_approving_tells_the_other_organizers(planned, cast, now):
    actions.approve(planned, by=cast.leader, at=now)
    assert set(Message.objects.values_list("to__username", "kind")) == {("zhoumin", "events/approved")}


def test_a_recorder_cannot_approve(planned, cast, now):
    with pytest.raises(NotAllowed):
        actions.approve(planned, by=cast.recorder, at=now)


@pytest.fixture
def approved(planned, cast, now):
    return actions.approve(planned, by=cast.organizer, at=now)


def test_an_event_with_desks_and_schedule_opens(approved, cast, now):
    actions.open_event(approved, by=cast.organizer, at=now)
    assert Event.objects.get(pk=approved.pk).opened_at == now


@pytest.mark.parametrize("part", ["desks", "slots"])
def test_opening_is_refused_without_desks_or_schedule(approved, cast, now, part):
    getattr(approved, part).update(removed_at=now, removed_by=cast.organizer)
    with pytest.raises(NotPossible):
        actions.open_event(approved, by=cast.organizer, at=now)
    assert Event.objects.get(pk=approved.pk).status == "approved"


def test_warnings_do_not_stop_the_opening(approved):
    found = readiness.blockers(approved)
    assert found and not any(blocker.stop for blocker in found)


def test_the_whole_day(approved, cast, now):
    told = []
    for n, run in enumerate((
        actions.publish,
        actions.open_event,
        actions.pause,
        actions.resume,
        actions.close_event,
        actions.reopen,
        actions.close_event,
    )):  # fmt: skip
        run(approved, by=cast.organizer, at=now + n * HOUR)
        row = Event.objects.get(pk=approved.pk)
        told.append((row.status, row.opened_at, row.closed_at))
    opened = now + HOUR
    assert told == [
        ("published", None, None),
        ("open", opened, None),
        ("paused", opened, None),
        ("open", opened, None),
        ("closed", opened, now + 4 * HOUR),
        ("open", opened, None),
        ("closed", opened, now + 6 * HOUR),
    ]


@pytest.mark.parametrize("step", [row for row in EVENT if row.offered], ids=lambda step: step.name)
def test_the_organizer_takes_every_step_and_the_leader_decides_about_the_plan(planned, cast, step):
    Event.objects.filter(pk=planned.pk).update(status=step.sources[0])
    row = Event.objects.get(pk=planned.pk)
    who = {name for name, person in vars(cast).items() if may(row, person, step.name)}
    assert who == ({"organizer", "leader"} if step.name in ("approve", "return_to_draft") else {"organizer"})


def test_a_cancelled_event_tells_who_has_a_duty_and_is_not_changed_any_more(planned, cast, now):
    actions.assign_duty(
        planned,
        key="key-of-the-duty-1",
        user=cast.recorder,
        kind="recorder",
        desk=None,
        since=planned.date,
        until=planned.date,
        by=cast.organizer,
        at=now,
    )
    actions.cancel(planned, by=cast.organizer, at=now, note="场地维修")
    assert set(Message.objects.values_list("to__username", flat=True)) == {"wutong"}
    with pytest.raises(NotPossible):
        actions.edit_event(planned, {"theme": "x"}, by=cast.organizer, at=now)
