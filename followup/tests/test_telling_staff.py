"""Every notification has its words, in the reader's language, and never a petitioner's name."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from followup import actions, notifications
from followup.tests import factory
from plaza.core import outbox
from plaza.core.models import Message, User

pytestmark = pytest.mark.django_db
SOURCE = Path(notifications.__file__).read_text()
KINDS = sorted(set(re.findall(r'_tell\(case, "(\w+)"', SOURCE)) | set(re.findall(r'"followup/(\w+)"', SOURCE)))
KINDS = sorted({*KINDS, *notifications.OF_SEVERAL})
FACTS = {
    "number": "20260518-0001",
    "due": "2026-06-01",
    "unit": "县住房和城乡建设局",
    "name": "高岩",
    "round": 2,
    "count": 2,
    "numbers": ["20260518-0001"],
    "lines": [{"number": "20260518-0001", "due": "2026-06-01", "rule": "T5", "step": 1}],
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_notification_has_a_title_and_a_text(kind):
    with translation.override("en"):
        title, body = outbox.render(Message(kind=f"followup/{kind}", facts=FACTS))
    assert title
    assert body
    assert "{" not in title + body


def test_an_assignment_tells_the_unit_the_number_and_the_day_told(event, cast, now, office):
    case = factory.case(event, by=cast.recorder, at=now, unit=office.zj)
    message = Message.objects.filter(to=cast.handler, channel="app").get()
    with translation.override("en"):
        title, body = outbox.render(message)
    assert title == f"Assigned to your unit: {case.number}"
    assert str(case.petition.promise_on) in body
    assert "林" not in title + body


def test_a_dissatisfied_rating_reaches_office_and_head(event, cast, now, office):
    case = factory.replied(factory.case(event, by=cast.recorder, at=now, unit=office.zj), cast, now)
    actions.rate(case, at=now, office="satisfied", unit="dissatisfied", solved="no")
    people = Message.objects.filter(kind="followup/dissatisfied").values_list("to__username", flat=True)
    assert set(people) == {"zhoumin", "hejianping"}


def test_who_takes_a_matter_for_themselves_is_not_told(event, cast, now, office):
    case = factory.case(event, by=cast.recorder, at=now, unit=office.zj)
    for handler, told in ((cast.head, 0), (cast.handler, 1)):
        actions.name_handler(case, by=cast.head, at=now, handler=handler)
        assert Message.objects.filter(kind="followup/named").count() == told


def test_who_has_left_is_not_told(event, cast, now, office):
    User.objects.filter(pk=cast.handler2.pk).update(is_active=False)
    factory.case(event, by=cast.recorder, at=now, unit=office.zj)
    people = Message.objects.filter(kind="followup/assigned").values_list("to__username", flat=True)
    assert set(people) == {"gaoyan", "hejianping"}
