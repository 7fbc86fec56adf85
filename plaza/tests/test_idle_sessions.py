"""Who does nothing is signed out after a while, and loses nothing by it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Duty
from plaza.core import idle, offices, tasks
from plaza.core.models import Office, WrongTry

pytestmark = pytest.mark.django_db
MINUTES = 60


@pytest.fixture
def clock(now):
    with time_machine.travel(now, tick=False) as clock:
        yield clock


@pytest.fixture
def signed_in(clock, cast):
    """A browser in which this person has just signed in."""

    def sign_in(person):
        client = Client()
        sent = {"username": person.username, "password": "Qinghe-2026"}
        assert client.post(reverse("core:sign_in"), sent, follow=True).status_code == 200
        return client

    return sign_in


def is_in(client, **headers) -> bool:
    return client.get(reverse("core:settings"), headers=headers).status_code == 200


@pytest.mark.parametrize(("minutes", "still_in"), [(29, True), (31, False)])
def test_half_an_hour_without_a_click_signs_out(signed_in, cast, clock, minutes, still_in):
    client = signed_in(cast.handler)
    clock.shift(minutes * MINUTES)
    assert is_in(client) == still_in


def test_each_click_puts_it_off(signed_in, cast, clock):
    client = signed_in(cast.handler)
    for _ in range(6):
        clock.shift(25 * MINUTES)
        assert is_in(client)


def test_the_office_says_how_long(signed_in, cast, clock):
    Office.objects.update(idle_minutes=5)
    offices.forget()
    client = signed_in(cast.handler)
    clock.shift(4 * MINUTES)
    assert is_in(client)
    clock.shift(6 * MINUTES)
    assert not is_in(client)


def test_after_twelve_hours_everybody_signs_in_again(signed_in, cast, clock):
    client = signed_in(cast.handler)
    seen = 0
    while is_in(client) and seen < 50:
        clock.shift(20 * MINUTES)
        seen += 1
    assert seen == 36


def test_a_page_that_asks_by_itself_is_no_sign_of_a_person(signed_in, cast, clock, event):
    client = signed_in(cast.organizer)
    page = client.get(reverse("petitions:desk", args=[event.desk1.pk])).text
    polls = re.findall(r'hx-headers=\'{"([^"]+)": "1"}\'\s+hx-trigger="every', page)
    assert polls == [idle.ASKS_BY_ITSELF]
    for _ in range(2):
        clock.shift(16 * MINUTES)
        last = is_in(client, **{idle.ASKS_BY_ITSELF: "1"})
    assert not last


def test_every_element_that_asks_by_itself_says_so(settings):
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        text = path.read_text()
        assert len(re.findall(r'hx-trigger="[^"]*every ', text)) == text.count(idle.ASKS_BY_ITSELF), path


def test_a_recorder_on_duty_has_two_hours(signed_in, cast, clock, event):
    client = signed_in(cast.recorder)
    clock.shift(119 * MINUTES)
    assert is_in(client)
    clock.shift(121 * MINUTES)
    assert not is_in(client)


def test_a_recorder_without_a_duty_today_has_half_an_hour(signed_in, cast, clock, event):
    Duty.objects.update(until=event.date - timedelta(days=1), since=event.date - timedelta(days=1))
    client = signed_in(cast.recorder)
    clock.shift(31 * MINUTES)
    assert not is_in(client)


def test_what_a_recorder_typed_before_the_end_comes_back_to_be_sent_again(signed_in, cast, clock, the_world):
    client = signed_in(cast.recorder)
    url = reverse("petitions:desk", args=[the_world.event.desk1.pk])
    clock.shift(121 * MINUTES)
    answer = client.post(url, {"content": "反映3号楼电梯半年坏了七次，要求大修或更换。", "people": "3"})
    assert answer.status_code == 403
    assert "反映3号楼电梯半年坏了七次，要求大修或更换。</textarea>" in answer.text
    assert f'action="{url}"' in answer.text


def test_a_sign_of_life_costs_one_write_a_minute(signed_in, cast, clock):
    client = signed_in(cast.handler)

    def seen():
        return Session.objects.get().get_decoded()["seen"]

    first = seen()
    clock.shift(59)
    is_in(client)
    assert seen() == first
    clock.shift(1)
    is_in(client)
    assert seen() == first + 60


def test_a_clock_that_was_set_back_holds_nobody_in(signed_in, cast, clock):
    client = signed_in(cast.handler)
    clock.shift(-5 * 60 * MINUTES)
    assert is_in(client)
    clock.shift(31 * MINUTES)
    assert not is_in(client)


def test_ended_sessions_and_old_guesses_are_cleared_out(signed_in, cast, clock, settings):
    signed_in(cast.handler)
    WrongTry.objects.create(subject="x", tries=3, last_at=timezone.now())
    tasks.clear_out()
    assert (Session.objects.count(), WrongTry.objects.count()) == (1, 1)
    clock.shift(25 * 60 * MINUTES)
    tasks.clear_out()
    assert (Session.objects.count(), WrongTry.objects.count()) == (0, 0)
    assert "plaza.core.tasks.clear_out" in {row["task"] for row in settings.CELERY_BEAT_SCHEDULE.values()}
