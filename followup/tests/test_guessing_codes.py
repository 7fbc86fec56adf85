"""Wrong codes are slowed down, and a right one is answered whatever others guess."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from evaluation.tests.factory import code_of, matter
from followup.actions import looking_up
from plaza.core import slowing
from plaza.core.models import WrongTry

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(event, cast, office, now, on_the_day):
    return matter(event, cast.recorder, now, unit=office.zj, promise_on=now.date() + timedelta(days=14))


def enter(client, case, code=None):
    return client.post(reverse("followup:track"), {"number": case.number, "code": code or code_of(case)})


def test_three_hundred_guesses_find_nothing_and_the_petitioner_still_gets_in(case, now):
    attacker, petitioner = Client(REMOTE_ADDR="10.0.0.9"), Client(REMOTE_ADDR="10.0.0.20")
    seen = []
    with time_machine.travel(now, tick=False) as clock:
        for guess in range(300):
            seen.append(enter(attacker, case, f"2222 {guess:04d}").status_code)
            clock.shift(1)
        assert 302 not in seen
        assert seen.count(429) > 150
        clock.shift(10)
        assert enter(petitioner, case).status_code == 302


def test_the_refusal_says_how_long_to_wait(case, now):
    client = Client()
    for _ in range(6):
        enter(client, case, "2222 3333")
    answer = enter(client, case)
    assert answer.status_code == 429
    assert answer["Retry-After"] in answer.content.decode()


def test_waiting_is_enough_and_asking_meanwhile_does_not_make_it_longer(case, now):
    client = Client()
    with time_machine.travel(now, tick=False) as clock:
        for _ in range(5):
            enter(client, case, "2222 3333")
        for _ in range(20):
            assert enter(client, case).status_code == 429
        clock.shift(2)
        assert enter(client, case).status_code == 302


def test_right_and_wrong_look_the_same_while_they_wait(case, now):
    right, wrong = Client(), Client()
    for _ in range(5):
        enter(right, case, "2222 3333")
    answers = [enter(right, case, "ABCD 2345"), enter(wrong, case)]

    def bare(answer):
        text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
        return text.replace("ABCD 2345", "code").replace(code_of(case), "code")

    assert [answer.status_code for answer in answers] == [429, 429]
    assert bare(answers[0]) == bare(answers[1])
    assert answers[0]["Retry-After"] == answers[1]["Retry-After"]


def test_a_right_code_after_fifty_wrong_ones_from_the_same_address_is_answered_at_its_turn(case, now):
    """Somebody goes on guessing at the number and from the address, also while the petitioner waits."""
    guesser, petitioner = Client(), Client()
    with time_machine.travel(now, tick=False) as clock:
        for guess in range(50):
            while enter(guesser, case, f"2222 {guess:04d}").status_code == 429:
                clock.shift(10)
        answer = enter(petitioner, case)
        assert answer.status_code == 429
        wait = int(answer["Retry-After"])
        assert 0 < wait <= 10
        for guess in range(wait):
            clock.shift(1)
            enter(guesser, case, f"3333 {guess:04d}")
        assert enter(petitioner, case).status_code == 302


def test_a_receipt_that_is_read_by_its_square_gets_its_turn_by_itself(case, now):
    guesser, petitioner = Client(), Client()
    url = reverse("followup:track_code", args=[case.number, code_of(case)])
    with time_machine.travel(now, tick=False) as clock:
        for _ in range(5):
            enter(guesser, case, "2222 3333")
        waiting = petitioner.get(url)
        assert (waiting.status_code, waiting["Refresh"]) == (429, waiting["Retry-After"])
        clock.shift(int(waiting["Refresh"]))
        enter(guesser, case, "2222 3333")
        assert petitioner.get(url).status_code == 302


def test_a_turn_is_for_one_pair_and_for_ten_minutes(case, now):
    client, other = Client(), Client()
    with time_machine.travel(now, tick=False) as clock:
        for _ in range(8):
            enter(other, case, "2222 3333")
            clock.shift(10)
        clock.shift(-10)
        assert enter(client, case, "3333 4444").status_code == 429
        clock.shift(10)
        enter(other, case, "2222 3333")
        assert enter(client, case).status_code == 429, "another code has no turn"
        turn = client.cookies["plaza_turn"].value
        clock.shift(601)
        for _ in range(2):
            enter(other, case, "2222 3333")
        client.cookies["plaza_turn"] = turn
        assert enter(client, case).status_code == 429, "it was not taken"


@pytest.mark.parametrize("turn", ["x", "", "a:b:c", "ImFiYyI:1wBqZv:x"])
def test_a_turn_that_is_not_ours_is_none(case, now, turn):
    client = Client()
    for _ in range(5):
        enter(client, case, "2222 3333")
    client.cookies["plaza_turn"] = turn
    assert enter(client, case).status_code == 429


def test_unknown_numbers_slow_the_address_down(case, now):
    client = Client()
    for serial in range(10):
        client.post(reverse("followup:track"), {"number": f"20200101-{serial:04d}", "code": "2222 3333"})
    assert enter(client, case).status_code == 429


def test_a_browser_that_knows_the_code_is_not_slowed_by_others(case, now):
    petitioner, attacker = Client(), Client()
    assert enter(petitioner, case).status_code == 302
    for _ in range(12):
        enter(attacker, case, "2222 3333")
    assert enter(attacker, case).status_code == 429
    assert enter(petitioner, case).status_code == 302


def test_after_an_hour_wrong_codes_slow_nobody_down(case, now):
    client = Client()
    with time_machine.travel(now, tick=False) as clock:
        for _ in range(8):
            enter(client, case, "2222 3333")
            clock.shift(10)
        clock.move_to(now + timedelta(hours=1, seconds=80))
        assert [enter(client, case, "2222 3333").status_code for _ in range(5)] == [422] * 5
        assert enter(client, case).status_code == 429


@pytest.mark.parametrize("known", ["x", "", "proof of another"])
def test_only_the_proof_of_this_number_lets_a_browser_pass(case, known):
    client = Client()
    client.cookies["plaza_known"] = looking_up.proof("20260518-9999") if " " in known else known
    for _ in range(5):
        enter(client, case, "2222 3333")
    assert enter(client, case).status_code == 429


def test_wrong_codes_are_kept_as_digests_and_for_a_day(case, now):
    client = Client(REMOTE_ADDR="10.1.2.3")
    enter(client, case, "2222 3333")
    assert not any(case.number in row.subject or "10.1.2.3" in row.subject for row in WrongTry.objects.all())
    slowing.purge(at=now + timedelta(days=1))
    assert WrongTry.objects.count() == 2
    slowing.purge(at=now + timedelta(days=1, seconds=1))
    assert WrongTry.objects.count() == 0
