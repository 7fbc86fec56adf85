"""Participants, matters, resolution and satisfaction, computed from what happened: on the page and on paper."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from evaluation.tests.factory import code_of, fresh, work_on
from petitions.actions import register
from plaza.core import submission
from plaza.tests.html import flat

pytestmark = pytest.mark.django_db


def rate(case, at, **words):
    petitioner = Client()
    with time_machine.travel(at, tick=False):
        petitioner.post(reverse("followup:track"), {"number": case.number, "code": code_of(case)})
        assert petitioner.post(reverse("followup:rate_public"), words).status_code == 302


@pytest.mark.accepts("G2.2")
def test_the_four_figures_are_on_the_overview_and_on_the_report(as_, event, cast, office, now, on_the_day):
    cases = [
        fresh(
            register(
                event,
                key=submission.new_key(),
                by=cast.recorder,
                at=now,
                nature="request",
                category=office.building,
                desk=event.desk1,
                name="林可",
                people=people,
                content="电梯半年坏了七次。",
                outcome="assigned",
                unit=office.zj,
            ).case
        )
        for people in (1, 2, 7)
    ]
    for case in cases:
        work_on(case, cast, now + timedelta(days=2))
    later = now + timedelta(days=3)
    rate(cases[0], later, office="satisfied", unit="satisfied", solved="yes")
    rate(cases[1], later, office="basically", unit="dissatisfied", solved="no")
    client = as_(cast.leader)
    for name in ("overview", "report"):
        text = flat(client.get(reverse(f"evaluation:{name}")).text)
        linked = dict(re.findall(r'data-figure="([a-z_]+)" data-scope="period">(\d+)<', text))
        rates = {
            name: (part, whole)
            for name, part, whole in re.findall(
                r'data-figure="([a-z_]+)" data-part="part">(\d+)</a> / <a[^>]+>(\d+)<', text
            )
        }
        assert (linked["batches"], linked["people"], linked["matters"]) == ("3", "10", "3")
        assert rates["solved"] == ("1", "2")
        assert rates["satisfied_unit"] == ("1", "2")
        assert rates["satisfied_office"] == ("2", "2")
        assert rates["rated"] == ("2", "3")
    assert client.get("/overview").status_code == 200
