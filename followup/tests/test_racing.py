"""Several people take the same step at the same moment: one wins, the others are told."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from followup import actions
from followup.models import Case, Rating, Remark
from followup.tests import factory
from plaza.core.errors import Conflict, NotPossible

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PEOPLE = 8


def at_once(work) -> list:
    """What `work(n)` gives in each of eight threads that start together."""
    gate, found = threading.Barrier(PEOPLE), []

    def run(n):
        try:
            found.append(work(n, gate))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.fixture
def case(event, cast, now):
    return factory.case(event, by=cast.recorder, at=now, unit=event.desk1.unit)


def test_of_eight_who_sign_at_once_one_wins(case, cast, now):
    people = [cast.handler, cast.handler2]

    def sign(n, gate):
        row = factory.fresh(case.pk)
        gate.wait()
        try:
            actions.sign(row, by=people[n % 2], at=now)
        except (Conflict, NotPossible):
            return False
        return True

    assert sorted(at_once(sign)) == [False] * 7 + [True]
    assert factory.fresh(case.pk).version == case.version + 1


def test_without_the_guard_more_than_one_would_win(case):
    """The control: the same race with a look before the change instead of a conditional change."""

    def sign(n, gate):
        row = Case.objects.get(pk=case.pk)
        gate.wait()
        return row.status == "assigned" and bool(Case.objects.filter(pk=case.pk).update(status="signed"))

    assert sum(at_once(sign)) > 1


def test_of_eight_who_rate_at_once_one_is_kept_and_the_others_are_told(case, cast, now):
    case = factory.replied(case, cast, now)
    later = now + timedelta(days=4)

    def rate(n, gate):
        row = factory.fresh(case.pk)
        gate.wait()
        try:
            actions.rate(row, at=later, office="satisfied", unit="satisfied", solved="yes")
        except (Conflict, NotPossible):
            return False
        return True

    assert sorted(at_once(rate)) == [False] * 7 + [True]
    assert Rating.objects.count() == 1


def test_of_eight_who_say_unsolved_at_once_one_is_kept_and_the_others_are_told(event, cast, now):
    case = factory.case(event, by=cast.recorder, at=now, outcome="answered", unit=event.desk1.unit)

    def say(n, gate):
        row = factory.fresh(case.pk)
        gate.wait()
        try:
            actions.say_unsolved(row, at=now, text="还没修好")
        except (Conflict, NotPossible):
            return False
        return True

    assert sorted(at_once(say)) == [False] * 7 + [True]
    assert Remark.objects.count() == 1
