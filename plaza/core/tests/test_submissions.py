import threading

import pytest
from django.db import connection, transaction
from django.urls import reverse

from plaza.core import numbering, submission
from plaza.core.errors import AlreadySaved
from plaza.core.models import Submission
from plaza.tests.html import flat

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


def test_without_the_secret_key_nobody_can_try_what_a_form_was_about(settings):
    before = submission.digest(DATA)
    settings.SECRET_KEY = "another"
    assert submission.digest(DATA) != before


def test_a_form_whose_row_was_removed_makes_nothing_a_second_time(event, cast, as_):
    day = event.date.isoformat()
    form = {"duty-key": "k" * 16, "duty-user_id": cast.organizer.pk, "duty-kind": "organizer"}
    form |= {"duty-desk_id": event.desk1.pk, "duty-since": day, "duty-until": day}
    browser, url = as_(cast.organizer), reverse("events:assign_duty", args=[event.pk])
    browser.cookies["plaza_language"] = "en"
    assert browser.post(url, form).status_code == 302
    duty = event.duties.get(user=cast.organizer, desk=event.desk1)
    browser.post(reverse("events:end_duty", args=[event.pk, duty.pk]))
    page = browser.post(url, form)
    assert page.status_code == 422 and "Nothing was saved a second time" in flat(page.text)
    assert not event.duties.filter(user=cast.organizer, desk=event.desk1).exists()


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
