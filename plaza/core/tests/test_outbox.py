import threading
from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import connection, transaction
from django.urls import reverse

from plaza.core import outbox
from plaza.core.models import Message

pytestmark = pytest.mark.django_db


def test_a_key_makes_it_once(cast, now):
    for _ in range(2):
        outbox.post("test", key="event:1:approved", to=[cast.organizer, cast.organizer], at=now)
    assert Message.objects.count() == 1


def test_a_rolled_back_action_tells_nobody(cast, now):
    with pytest.raises(RuntimeError), transaction.atomic():
        outbox.post("test", key="k", to=[cast.organizer], at=now)
        raise RuntimeError
    assert Message.objects.count() == 0


def test_a_message_waits_for_its_time_and_is_then_delivered_once(cast, now):
    outbox.post("test", key="k", to=[cast.handler], at=now, send_after=now + timedelta(hours=1))
    assert outbox.deliver_due(at=now) == 0
    assert outbox.deliver_due(at=now + timedelta(hours=1)) == 1
    assert outbox.deliver_due(at=now + timedelta(hours=2)) == 0
    assert outbox.in_app_of(cast.handler).count() == 1


def test_a_person_with_an_address_also_gets_a_mail(cast, now):
    cast.handler.email = "gaoyan@example.org"
    cast.handler.save()
    outbox.post("test", key="k", to=[cast.handler], at=now, facts={"number": "20260518-0037"}, url="/cases/x")
    assert outbox.deliver_due(at=now) == 2
    assert [letter.to for letter in mail.outbox] == [["gaoyan@example.org"]]
    assert "20260518-0037" in mail.outbox[0].subject


def test_a_poison_message_does_not_block_the_others(cast, now):
    outbox.post("no_such_template", key="bad", to=[cast.handler], at=now)
    Message.objects.update(channel="mail")
    outbox.post("test", key="good", to=[cast.handler], at=now)
    for minutes in range(0, 20, 2):
        outbox.deliver_due(at=now + timedelta(minutes=minutes))
    assert Message.objects.get(key__startswith="good").sent_at is not None
    bad = Message.objects.get(key__startswith="bad")
    assert (bad.sent_at, bad.attempts) == (None, outbox.ATTEMPTS) and bad.failed_at is not None


@pytest.mark.parametrize(
    ("at", "sent"),
    [
        ("18 07:59", "18 08:00"),
        ("18 08:00", "18 08:00"),
        ("18 20:59", "18 20:59"),
        ("18 21:00", "19 08:00"),
        ("18 23:59", "19 08:00"),
        ("19 00:00", "19 08:00"),
    ],
)
def test_quiet_hours_move_a_message_to_the_morning(office, now, at, sent):
    moment = datetime.strptime(f"2026-05-{at}", "%Y-%m-%d %H:%M").replace(tzinfo=now.tzinfo)
    assert f"{outbox.quiet_until(moment).astimezone(now.tzinfo):%d %H:%M}" == sent


def test_a_notice_is_listed_and_read_by_its_person_only(as_, cast, now):
    outbox.post("test", key="k", to=[cast.handler], at=now)
    outbox.deliver_due(at=now)
    notice = Message.objects.get()
    read = reverse("core:read_notice", args=[notice.pk])
    assert as_(cast.outsider).get(reverse("core:notices")).context["rows"] == []
    assert as_(cast.outsider).post(read).status_code == 404
    as_(cast.outsider).post(reverse("core:read_all_notices"))
    assert Message.objects.get().read_at is None
    assert [row["message"] for row in as_(cast.handler).get(reverse("core:notices")).context["rows"]] == [notice]
    assert as_(cast.handler).post(read).status_code == 302
    assert Message.objects.get().read_at is not None


def _crowd(deliver, workers=8):
    def work():
        try:
            deliver()
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_eight_workers_deliver_five_hundred_messages_each_once(cast, now, monkeypatch):
    delivered = Counter()
    monkeypatch.setitem(outbox.CHANNELS, "app", lambda message: delivered.update([message.key]))
    for number in range(500):
        outbox.post("test", key=f"k{number}", to=[cast.handler], at=now)
    _crowd(lambda: outbox.deliver_due(at=now, limit=500))
    assert (len(delivered), set(delivered.values())) == (500, {1})
    assert Message.objects.exclude(sent_at=None).count() == 500


@pytest.mark.django_db(transaction=True)
def test_without_the_claim_messages_would_go_out_twice(cast, now):
    """Negative control: the same crowd, reading what is unsent and marking it afterwards."""
    delivered = Counter()
    gate = threading.Barrier(8)
    for number in range(50):
        outbox.post("test", key=f"k{number}", to=[cast.handler], at=now)

    def unclaimed():
        rows = list(Message.objects.filter(sent_at=None))
        gate.wait(timeout=20)
        for row in rows:
            delivered.update([row.key])
            Message.objects.filter(pk=row.pk).update(sent_at=now)

    _crowd(unclaimed)
    assert max(delivered.values()) > 1


def test_nothing_is_mailed_to_who_was_switched_off_and_the_row_says_why(cast, now):
    cast.handler.email = "gaoyan@example.org"
    cast.handler.save()
    outbox.post("test", key="k", to=[cast.handler], at=now)
    type(cast.handler).objects.filter(pk=cast.handler.pk).update(is_active=False)
    outbox.deliver_due(at=now)
    row = Message.objects.get(channel="mail")
    assert mail.outbox == []
    assert (row.sent_at, row.failed_at, row.error) == (None, now, outbox.SWITCHED_OFF)
    assert outbox.longest_wait(at=now + timedelta(hours=1)) == timedelta()
