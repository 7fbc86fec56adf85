from datetime import timedelta

import pytest
from django.urls import reverse

from events import actions, queries
from events.models import Task
from plaza.core.errors import NotPossible
from plaza.core.models import Message

pytestmark = pytest.mark.django_db
KEY = "key-of-the-new-task"


@pytest.fixture
def task(planned):
    return planned.tasks.first()


def test_a_task_is_finished_from_its_page_and_counted_on_the_plan(task, planned, cast, as_, now):
    browser = as_(cast.organizer)
    url = reverse("events:task_act", args=[planned.pk, task.pk, "finish"])
    assert browser.post(url, {"version": task.version}).status_code == 302
    page = browser.get(reverse("events:plan", args=[planned.pk]))
    assert (page.context["progress"]["done"], Task.objects.get(pk=task.pk).status) == (1, "done")


def test_a_late_task_is_red_and_comes_as_a_next_step(task, planned, cast, as_, on_the_day):
    Task.objects.filter(pk=task.pk).update(due_on=on_the_day.date() - timedelta(days=2))
    page = as_(cast.organizer).get(reverse("events:plan", args=[planned.pk]))
    assert page.context["progress"]["late"] == 1
    assert "is-over" in page.text and "lamp-r" in page.text


def test_who_gets_a_task_is_told_and_sees_it(task, planned, cast, as_, now):
    assert as_(cast.recorder).get(reverse("events:task", args=[planned.pk, task.pk])).status_code == 404
    actions.edit_task(task, {"owner_id": cast.recorder.pk}, by=cast.organizer, at=now)
    assert list(Message.objects.values_list("to__username", "kind")) == [("wutong", "events/named")]
    assert as_(cast.recorder).get(reverse("events:task", args=[planned.pk, task.pk])).status_code == 200


def test_the_owner_may_finish_but_not_rewrite_the_task(task, planned, cast, as_, now):
    actions.edit_task(task, {"owner_id": cast.recorder.pk}, by=cast.organizer, at=now)
    browser, url = as_(cast.recorder), reverse("events:task", args=[planned.pk, task.pk])
    assert browser.post(url, {"title": "x"}).status_code == 403
    assert (
        browser.post(
            reverse("events:task_act", args=[planned.pk, task.pk, "skip"]), {"version": task.version}
        ).status_code
        == 403
    )
    assert (
        browser.post(
            reverse("events:task_act", args=[planned.pk, task.pk, "finish"]), {"version": task.version}
        ).status_code
        == 302
    )


def test_a_new_date_gives_the_task_a_new_offset(task, planned, cast, as_):
    day = planned.date - timedelta(days=3)
    as_(cast.organizer).post(
        reverse("events:task", args=[planned.pk, task.pk]),
        {
            "version": task.version,
            "title": "踏勘",
            "phase": "near",
            "due_on": day.isoformat(),
            "unit_id": "",
            "owner_id": "",
        },
    )
    stored = Task.objects.get(pk=task.pk)
    assert (stored.title, stored.offset, stored.owner) == ("踏勘", -3, None)


def test_a_task_of_the_offices_own_is_added(planned, cast, as_):
    browser = as_(cast.organizer)
    browser.post(
        reverse("events:task_new", args=[planned.pk]),
        {
            "key": KEY,
            "title": "借用音响",
            "phase": "near",
            "due_on": planned.date.isoformat(),
            "unit_id": "",
            "owner_id": "",
        },
    )
    assert "借用音响" in browser.get(reverse("events:plan", args=[planned.pk])).text


def test_a_task_without_title_answers_422_and_keeps_what_was_typed(planned, cast, as_):
    page = as_(cast.organizer).post(
        reverse("events:task_new", args=[planned.pk]),
        {"key": KEY, "title": "", "hint": "两只话筒", "phase": "near", "due_on": planned.date.isoformat()},
    )
    assert page.status_code == 422 and "两只话筒" in page.text


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "tomorrow"])
def test_a_day_that_cannot_be_meant_is_refused_beside_its_field(planned, task, cast, as_, day):
    facts = {"version": 1, "key": KEY, "title": "踏勘", "phase": "near", "due_on": day, "unit_id": "", "owner_id": ""}
    for url in (reverse("events:task_new", args=[planned.pk]), reverse("events:task", args=[planned.pk, task.pk])):
        page = as_(cast.organizer).post(url, facts)
        assert page.status_code == 422 and "due_on" in page.context["form"].errors


def test_a_removed_task_comes_back_by_undo(task, planned, cast, as_):
    browser = as_(cast.organizer)
    page = browser.post(
        reverse("events:task_remove", args=[planned.pk, task.pk]), {"version": task.version}, follow=True
    )
    undo = reverse("events:restore", args=[planned.pk, "tasks", str(task.pk)])
    assert undo in page.text
    assert browser.get(reverse("events:task", args=[planned.pk, task.pk])).status_code == 404
    browser.post(undo)
    assert browser.get(reverse("events:task", args=[planned.pk, task.pk])).status_code == 200


@pytest.mark.parametrize(("days", "lamp"), [(-1, "r"), (0, "a"), (3, "a"), (4, None)])
def test_the_day_itself_is_not_late_and_three_days_before_it_is_soon(task, now, days, lamp):
    task.due_on = now.date() + timedelta(days=days)
    found = queries.lamp_of(task, now.date())
    assert (found and found["kind"]) == lamp


def test_a_task_due_today_is_not_counted_as_late(task, planned, cast, on_the_day):
    today = on_the_day.date()
    planned.tasks.update(due_on=today)
    assert queries.event_list(cast.organizer, over=False).get(pk=planned.pk).task_late == 0
    Task.objects.filter(pk=task.pk).update(due_on=today - timedelta(days=1))
    assert queries.event_list(cast.organizer, over=False).get(pk=planned.pk).task_late == 1


def test_who_takes_a_task_for_themselves_is_not_told(task, cast, now):
    for who in (cast.recorder, cast.organizer):
        actions.edit_task(task, {"owner_id": who.pk}, by=cast.organizer, at=now)
    assert set(Message.objects.values_list("to__username", flat=True)) == {"wutong"}


def test_who_gets_a_task_a_second_time_is_told_again(task, cast, now):
    for who in (cast.recorder, cast.handler, cast.recorder):
        actions.edit_task(task, {"owner_id": who.pk}, by=cast.organizer, at=now)
    assert Message.objects.filter(to=cast.recorder, kind="events/named").count() == 2


def test_a_task_lies_within_three_years_of_the_event(task, planned, cast, now):
    last = planned.date + timedelta(days=3 * 366)
    actions.edit_task(task, {"due_on": last}, by=cast.organizer, at=now)
    assert Task.objects.get(pk=task.pk).offset == 3 * 366
    with pytest.raises(NotPossible):
        actions.edit_task(task, {"due_on": last + timedelta(days=1)}, by=cast.organizer, at=now)


def test_who_had_a_task_that_was_taken_out_sees_the_plan_no_more_and_is_not_told(task, planned, cast, as_, now):
    actions.edit_task(task, {"owner_id": cast.recorder.pk}, by=cast.organizer, at=now)
    plan = reverse("events:plan", args=[planned.pk])
    assert as_(cast.recorder).get(plan).status_code == 200
    actions.remove_task(task, by=cast.organizer, at=now)
    assert as_(cast.recorder).get(plan).status_code == 404
    actions.cancel(planned, by=cast.organizer, at=now)
    assert not Message.objects.filter(kind="events/cancelled", to=cast.recorder).exists()
