"""The public side of two rows of the acceptance list: the date told, and the second round after "dissatisfied"."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from evaluation.tests.factory import code_of, fresh, work_on
from followup import actions
from followup.models import Rating
from petitions.actions import register
from plaza.core import submission
from plaza.core.dates import month_day
from plaza.tests.html import flat

pytestmark = pytest.mark.django_db
BAD = {"office": "satisfied", "unit": "dissatisfied", "solved": "no", "comment": "油烟仍然很大"}
GOOD = {"office": "satisfied", "unit": "satisfied", "solved": "yes"}


@pytest.fixture
def case(event, cast, office, now, on_the_day):
    petition = register(
        event,
        key=submission.new_key(),
        by=cast.recorder,
        at=now,
        nature="request",
        category=office.building,
        desk=event.desk1,
        name="苏婷",
        phone="13800000004",
        content="楼下烧烤店油烟噪声至凌晨。要求治理。",
        outcome="assigned",
        unit=office.zj,
    )
    return fresh(petition.case)


def page(client, case):
    client.post(reverse("followup:track"), {"number": case.number, "code": code_of(case)})
    return client.get(reverse("followup:tracked")).content.decode()


@pytest.mark.accepts("F2.6")
def test_number_and_code_of_the_receipt_open_a_page_with_the_same_date_and_unit(as_, case, cast):
    receipt = flat(as_(cast.recorder).get(reverse("petitions:paper", args=[case.number, "receipt"])).text)
    number = re.search(r'class="no">([\d-]+)<', receipt).group(1)
    code = " ".join(re.search(r'class="code">(\w{4}) ?(?:<br>)?(\w{4})<', receipt).groups())
    told = re.search(r"<dd><b>(.*?)</b></dd>", receipt).group(1)
    petitioner = Client()
    answer = petitioner.post(reverse("followup:track"), {"number": number, "code": code}, follow=True)
    text = flat(answer.text)
    assert answer.redirect_chain == [("/t/matter", 302)]
    promise = re.search(r'<div class="promise.*?<span class="small muted">(.*?)</span>', text).group(1)
    assert told == month_day(case.petition.promise_on)
    assert told in promise
    assert case.petition.unit.name in receipt and case.petition.unit.name in text


def test_the_date_told_stays_when_another_unit_takes_over(client, case, cast, office, now):
    told = month_day(case.petition.promise_on)
    actions.object_to(case, by=cast.handler, at=now + timedelta(days=1), reason="属人社职责")
    assert "属人社职责" not in page(client, case)
    actions.consent(fresh(case), by=cast.organizer, at=now + timedelta(days=2), unit=office.rs, decision="同意")
    text = page(client, case)
    assert told in text and "县人力资源和社会保障局" in text


def test_an_answer_after_the_date_says_so(client, case, cast, now):
    work_on(case, cast, now + timedelta(days=30))
    with time_machine.travel(now + timedelta(days=30), tick=False):
        assert "lamp-r" in page(client, case)


@pytest.mark.accepts("G1.8")
def test_dissatisfied_is_handled_again_answered_anew_and_rated_anew(case, cast, now):
    petitioner = Client()
    work_on(case, cast, now + timedelta(days=2), text="已责令安装净化装置。")
    with time_machine.travel(now + timedelta(days=3), tick=False):
        assert 'id="rating"' in page(petitioner, case)
        petitioner.post(reverse("followup:rate_public"), BAD)
    actions.handle_again(fresh(case), by=cast.organizer, at=now + timedelta(days=4), reason="仍超标，重新检测")
    with time_machine.travel(now + timedelta(days=5), tick=False):
        text = page(petitioner, case)
        assert 'id="rating"' not in text
        assert "已责令安装净化装置。" in text
        assert "重新检测" not in text
    work_on(case, cast, now + timedelta(days=8), line="已更换净化装置并复测。", text="复测达标，油烟已治理。")
    with time_machine.travel(now + timedelta(days=9), tick=False):
        text = page(petitioner, case)
        assert "复测达标，油烟已治理。" in text and 'id="rating"' in text
        petitioner.post(reverse("followup:rate_public"), GOOD)
        assert 'id="rating"' not in page(petitioner, case)
    rows = Rating.objects.filter(case=case).order_by("round").values_list("round", "unit", "solved")
    assert list(rows) == [(1, "dissatisfied", "no"), (2, "satisfied", "yes")]
    assert fresh(case).round == 2
