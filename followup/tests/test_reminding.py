"""Told once per clock, due date, step and person, whatever happens to beat and worker."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection

from followup import actions
from followup.models import Reminder
from followup.tests import factory
from plaza.core import outbox
from plaza.core.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(event, office, cast, now):
    """T17 due on Monday 1 June; accepted on 18 May, so T12 is due the same day."""
    row = factory.case(event, by=cast.recorder, at=now, unit=office.zj)
    actions.sign(row, by=cast.handler, at=now)
    actions.accept(row, by=cast.handler, at=now, channel="phone")
    return row


def days(now, first, last):
    return [now + timedelta(days=n) for n in range(first, last + 1)]


def told(rule="T17"):
    rows = Reminder.objects.filter(clock__rule=rule).order_by("step", "person__username")
    return [(row.step, row.person.username) for row in rows]


def test_each_step_is_told_once_and_late_steps_go_higher(case, cast, now):
    for at in days(now, 0, 30):
        actions.remind_due(at=at)
        actions.remind_due(at=at)
    assert told() == [
        (-3, "gaoyan"),
        (0, "gaoyan"),
        (1, "gaoyan"),
        (1, "hejianping"),
        (5, "gaoyan"),
        (5, "hejianping"),
        (5, "zhoumin"),
    ]


def test_every_step_sends_a_digest_of_its_own(case, cast, now):
    for at in days(now, 0, 30):
        actions.remind_due(at=at)
    digests = Message.objects.filter(kind="followup/digest", channel="app").values_list("to__username", flat=True)
    assert Counter(digests) == {"gaoyan": 4, "hejianping": 2, "zhoumin": 1}


def test_nothing_is_told_too_early(case, now):
    for at in days(now, 0, 8):  # until 26 May; three working days before 1 June is 27 May
        actions.remind_due(at=at)
    assert told() == []


def test_two_days_of_outage_between_the_steps_change_nothing(case, now):
    for at in [*days(now, 0, 9), *days(now, 12, 30)]:
        actions.remind_due(at=at)
    assert [step for step, person in told() if person == "gaoyan"] == [-3, 0, 1, 5]


def test_after_a_long_outage_only_the_highest_step_is_told(case, now):
    actions.remind_due(at=now + timedelta(days=25))
    assert {step for step, _ in told()} == {5}


def test_an_answered_case_is_not_reminded_of(case, cast, now):
    actions.draft_reply(case, by=cast.handler, at=now, text="已办。", basis="条例", conclusion="supported")
    actions.approve_reply(case, by=cast.head, at=now)
    actions.deliver(case, by=cast.handler, at=now, channel="person")
    for at in days(now, 0, 30):
        actions.remind_due(at=at)
    assert told() == []


def test_a_digest_in_quiet_hours_waits_for_the_morning(case, now):
    late = (now + timedelta(days=9)).replace(hour=22)
    actions.remind_due(at=late)
    digest = Message.objects.get(kind="followup/digest", channel="app")
    assert digest.send_after == (late + timedelta(days=1)).replace(hour=8, minute=0)
    assert outbox.deliver_due(at=late) == Message.objects.exclude(kind="followup/digest").count()


def test_one_digest_for_all_matters_of_a_person(event, office, cast, now):
    for number in range(3):
        row = factory.case(event, by=cast.recorder, at=now, unit=office.zj, phone=f"1380000010{number}")
        actions.sign(row, by=cast.handler, at=now)
        actions.accept(row, by=cast.handler, at=now, channel="phone")
    actions.remind_due(at=now + timedelta(days=9))
    digest = Message.objects.get(kind="followup/digest", channel="app", to=cast.handler)
    assert digest.facts["count"] == 6  # T12 and T17 of each


@pytest.mark.django_db(transaction=True)
def test_three_beats_at_once_tell_once(case, cast, now):
    gate = threading.Barrier(3)

    def beat():
        try:
            gate.wait(timeout=20)
            actions.remind_due(at=now + timedelta(days=9))
        finally:
            connection.close()

    beats = [threading.Thread(target=beat) for _ in range(3)]
    for thread in beats:
        thread.start()
    for thread in beats:
        thread.join()
    assert told() == [(-3, "gaoyan")]
    assert Message.objects.filter(kind="followup/digest", channel="app").count() == 1


def test_when_the_handler_has_left_the_unit_is_reminded(case, cast, now):
    assert case.handler == cast.handler
    type(cast.handler).objects.filter(pk=cast.handler.pk).update(is_active=False)
    actions.remind_due(at=now + timedelta(days=61))
    told = set(Reminder.objects.values_list("person__username", flat=True))
    assert cast.handler.username not in told
    assert cast.handler2.username in told
