from datetime import timedelta

import pytest
from django.urls import reverse

from events import queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def form(planned, cast):
    desk = planned.desks.first()
    return {
        "duty-key": "key-of-the-duty-1",
        "duty-user_id": cast.recorder.pk,
        "duty-kind": "recorder",
        "duty-desk_id": desk.pk,
        "duty-since": planned.date.isoformat(),
        "duty-until": planned.date.isoformat(),
    }


def test_a_recorder_gets_the_desk_for_the_days_of_the_duty(planned, cast, as_, form):
    as_(cast.organizer).post(reverse("events:assign_duty", args=[planned.pk]), form)
    mine = queries.desks_for(cast.recorder, on=planned.date)
    assert [desk.pk for desk in mine] == [form["duty-desk_id"]]
    for days in (-1, 1):
        assert not queries.desks_for(cast.recorder, on=planned.date + timedelta(days=days)).exists()
    assert "6月广场接访" in as_(cast.recorder).get(reverse("events:list")).text


def test_who_has_no_role_for_it_cannot_record(planned, cast, as_, form):
    page = as_(cast.organizer).post(
        reverse("events:assign_duty", args=[planned.pk]), form | {"duty-user_id": cast.volunteer.pk}
    )
    assert page.status_code == 422 and "陈露" in page.text
    assert not planned.duties.filter(user=cast.volunteer).exists()


def test_the_same_duty_is_given_once(planned, cast, as_, form):
    browser, url = as_(cast.organizer), reverse("events:assign_duty", args=[planned.pk])
    assert [browser.post(url, form).status_code for _ in range(2)] == [302, 302]
    assert browser.post(url, form | {"duty-key": "key-of-the-duty-2"}).status_code == 422
    assert planned.duties.filter(user=cast.recorder).count() == 1


def test_ending_a_duty_takes_its_rights(planned, cast, as_, form):
    browser = as_(cast.organizer)
    browser.post(reverse("events:assign_duty", args=[planned.pk]), form)
    duty = planned.duties.get(user=cast.recorder)
    browser.post(reverse("events:end_duty", args=[planned.pk, duty.pk]))
    assert not queries.desks_for(cast.recorder, on=planned.date).exists()
    assert as_(cast.recorder).get(reverse("events:plan", args=[planned.pk])).status_code == 404


def test_the_form_of_a_duty_that_was_ended_sent_again_is_refused_in_words(planned, cast, as_, form):
    browser, url = as_(cast.organizer), reverse("events:assign_duty", args=[planned.pk])
    browser.post(url, form)
    browser.post(reverse("events:end_duty", args=[planned.pk, planned.duties.get(user=cast.recorder).pk]))
    assert browser.post(url, form).status_code == 422
    assert not planned.duties.filter(user=cast.recorder).exists()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_duty_lies_near_the_event(planned, cast, as_, form, day):
    page = as_(cast.organizer).post(
        reverse("events:assign_duty", args=[planned.pk]), form | {"duty-since": day, "duty-until": day}
    )
    assert page.status_code == 422 and not planned.duties.filter(user=cast.recorder).exists()


def test_a_duty_does_not_end_before_it_begins(planned, cast, as_, form):
    page = as_(cast.organizer).post(
        reverse("events:assign_duty", args=[planned.pk]),
        form | {"duty-until": (planned.date - timedelta(days=1)).isoformat()},
    )
    assert page.status_code == 422
