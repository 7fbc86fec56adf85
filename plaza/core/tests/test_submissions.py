import threading

import pytest
from django.db import connection, transaction

from plaza.core import numbering, submission
from plaza.core.errors import AlreadySaved
from plaza.core.models import Submission

pytestmark = pytest.mark.django_db
DATA = {"name": "a", "content": "b"}


def test_the_same_form_again_gets_the_same_row(cast, now):
    with transaction.atomic():
        first, fresh = submission.claim("k" * 16, "petition", DATA, by=cast.recorder, at=now)
        again, second = submission.claim("k" * 16, "petition", DATA, by=cast.recorder, at=now)
    assert (fresh, second, first.pk) == (True, False, again.pk)


def test_other_content_under_the_same_key_is_refused_with_what_was_saved(cast, now):
    submission.claim("k" * 16, "petition", DATA, by=cast.recorder, at=now)
    with pytest.raises(AlreadySaved) as refusal, transaction.atomic():
        submission.claim("k" * 16, "petition", {**DATA, "name": "c"}, by=cast.recorder, at=now)
    assert refusal.value.submission.key == "k" * 16


def test_the_key_of_one_form_is_not_that_of_another(cast, now):
    submission.claim("k" * 16, "petition", DATA, by=cast.recorder, at=now)
    with pytest.raises(AlreadySaved), transaction.atomic():
        submission.claim("k" * 16, "event", DATA, by=cast.recorder, at=now)


@pytest.mark.django_db(transaction=True)
def test_fifty_arrivals_at_once_make_one_row_and_fifty_numbers_are_all_different(cast, now):
    fresh, numbers, gate = [], [], threading.Barrier(10)

    def send():
        try:
            gate.wait(timeout=20)
            for _ in range(5):
                with transaction.atomic():
                    fresh.append(submission.claim("k" * 16, "petition", DATA, by=None, at=now)[1])
                    numbers.append(numbering.matter(now.date()))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (fresh.count(True), fresh.count(False), Submission.objects.count()) == (1, 49, 1)
    assert sorted(numbers) == [f"20260518-{n:04d}" for n in range(1, 51)]
