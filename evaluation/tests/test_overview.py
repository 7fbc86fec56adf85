"""Every number opens the list behind it, and the report says no other number than the page."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluation import queries
from evaluation.tests.factory import fresh, matter, work_on
from events.models import Event
from followup import actions
from plaza.tests.html import flat

pytestmark = pytest.mark.django_db
FIGURE = re.compile(r'<a[^>]*href="([^"]+)" data-figure="([a-z_]+)"([^>]*)>(?:<span[^>]*>.*?</svg>)?\D*?(\d+)', re.S)
LATER = timedelta(days=40)


@pytest.fixture
def world(event, cast, office, now, on_the_day):
    """Nine matters of one day: four closed on the spot, five assigned, of which two are answered in time,
    one late, one never, and one is not due."""
    at, make = now, matter
    make(event, cast.recorder, at, outcome="settled", people=6)
    make(event, cast.recorder, at, outcome="answered")
    make(event, cast.recorder, at, outcome="guided")
    make(event, cast.recorder, at, outcome="guided", confidential=True, anonymous=True, title="", category=office.other)
    due = at.date() + timedelta(days=14)
    first = make(event, cast.recorder, at, unit=office.zj, promise_on=due)
    second = make(event, cast.recorder, at, unit=office.zj, promise_on=due)
    late = make(event, cast.recorder, at, unit=office.zj, promise_on=due)
    make(event, cast.recorder, at, unit=office.rs, promise_on=due, category=office.labour)
    make(
        event,
        cast.recorder,
        at,
        unit=office.rs,
        promise_on=at.date() + timedelta(days=60),
        category=office.labour,
        route="R6",
    )
    work_on(first, cast, at + timedelta(days=3))
    work_on(second, cast, at + timedelta(days=4))
    work_on(late, cast, at + timedelta(days=20))
    actions.rate(fresh(first), at=at + timedelta(days=5), office="satisfied", unit="basically", solved="yes")
    actions.rate(fresh(second), at=at + timedelta(days=5), office="satisfied", unit="dissatisfied", solved="partly")
    with time_machine.travel(at + LATER, tick=False):
        yield at + LATER


def numbers(page):
    """{(figure, part or unit or scope): (number, address)} of every linked number on a page."""
    found = {}
    for url, name, more, value in FIGURE.findall(flat(page.text)):
        kind = re.findall(r'data-(?:part|unit|scope)="(\w+)"', more)
        found[(name, *kind)] = (int(value), url.replace("&amp;", "&"))
    return found


def test_the_numbers_are_those_of_the_world(as_, cast, world):
    found = {key: value for key, (value, _) in numbers(as_(cast.leader).get(reverse("evaluation:overview"))).items()}
    assert found[("batches", "period")] == 9
    assert found[("people", "period")] == 14
    assert found[("matters", "period")] == 9
    assert (found[("on_time", "part")], found[("on_time", "whole")]) == (2, 4)
    assert (found[("satisfied_unit", "part")], found[("satisfied_unit", "whole")]) == (1, 2)
    assert (found[("satisfied_office", "part")], found[("satisfied_office", "whole")]) == (2, 2)
    assert (found[("solved", "part")], found[("solved", "whole")]) == (1, 2)
    assert (found[("rated", "part")], found[("rated", "whole")]) == (2, 3)
    assert found[("batches", "today")] == 0


def test_every_number_is_the_length_of_the_list_behind_it_and_of_the_report(as_, cast, world):
    client = as_(cast.leader)
    page = numbers(client.get(reverse("evaluation:overview")))
    report = numbers(client.get(reverse("evaluation:report")))
    assert len(page) > 20
    assert {key: value for key, (value, _) in report.items()}.items() <= {k: v for k, (v, _) in page.items()}.items()
    for key, (value, url) in page.items():
        text = flat(client.get(url).text)
        if key[0] == "people":
            assert f'data-people="{value}"' in text
        else:
            assert text.count('<th scope="row"') == value, key


def test_the_outcomes_add_up_to_the_matters(as_, cast, world):
    text = flat(as_(cast.leader).get(reverse("evaluation:overview")).text)
    sums = dict(re.findall(r'data-sum="(\w+)"><b>(\d+)', text))
    assert sums == {"settled": "1", "answered": "1", "guided": "2", "assigned": "5", "matters": "9"}


def test_the_most_overdue_unit_comes_first(as_, cast, world):
    text = flat(as_(cast.leader).get(reverse("evaluation:overview")).text)
    rank = re.search(r'<ol class="rank">(.*?)</ol>', text, re.S).group(1)
    assert "县人力资源和社会保障局" in rank and "县住房和城乡建设局" not in rank


def test_a_rate_below_ten_is_a_fraction_and_without_a_whole_none_yet(as_, cast, world, event):
    text = flat(as_(cast.leader).get(reverse("evaluation:overview")).text)
    assert '<span class="big">2/4</span>' in text
    Event.objects.update(rehearsal=True)
    text = flat(as_(cast.leader).get(reverse("evaluation:overview")).text)
    assert "%</span>" not in text


def test_a_rehearsal_counts_nowhere(as_, cast, world, event):
    Event.objects.update(rehearsal=True)
    found = numbers(as_(cast.leader).get(reverse("evaluation:overview") + "?period=all"))
    assert found[("matters", "period")][0] == 0 and found[("batches", "period")][0] == 0


def test_dissatisfied_counts_until_the_new_reply_is_rated(cast, world, event):
    second = event.cases.get(ratings__unit="dissatisfied")
    actions.handle_again(fresh(second), by=cast.supervisor, at=timezone.now(), reason="重新核实")
    period = queries.period(cast.leader, "", on=world.date())
    rate = queries.overview(cast.leader, period, on=world.date())["rates"][1]
    assert (rate["name"], rate["part"], rate["whole"]) == ("satisfied_unit", 1, 2)


def test_the_last_word_counts_for_the_resolution_rate(cast, world, event):
    second = event.cases.get(ratings__unit="dissatisfied")
    actions.call_back(fresh(second), by=cast.organizer, at=timezone.now(), reached=True, solved="yes")
    period = queries.period(cast.leader, "", on=world.date())
    rate = {row["name"]: row for row in queries.overview(cast.leader, period, on=world.date())["rates"]}["solved"]
    assert (rate["part"], rate["whole"]) == (2, 2)


def test_no_list_shows_a_name_or_the_title_of_a_confidential_matter(as_, cast, world, event):
    event.petitions.filter(confidential=True).update(title="不应出现的标题")
    text = as_(cast.leader).get(reverse("evaluation:behind") + "?figure=matters").content.decode()
    assert "林可青" not in text and "不应出现的标题" not in text and "林" not in text


@pytest.mark.parametrize(
    "query, status",
    [
        ("", 404),
        ("?figure=x", 404),
        ("?figure=on_time&part=x", 404),
        ("?figure=on_time&part=rows", 404),
        ("?figure=on_time&part=whole&unit=999999999999", 200),
        ("?figure=matters&page=99999", 200),
        ("?figure=matters&unit=x&category=²", 200),
    ],
)
def test_odd_addresses_are_not_an_error(as_, cast, world, query, status):
    assert as_(cast.leader).get(reverse("evaluation:behind") + query).status_code == status


@pytest.mark.parametrize("name", ["overview", "report", "behind"])
def test_only_who_may_see_the_figures_does(as_, cast, world, name):
    assert as_(cast.handler).get(reverse(f"evaluation:{name}")).status_code == 403
    assert as_(cast.supervisor).get(reverse(f"evaluation:{name}") + "?figure=matters").status_code == 200


def test_the_overview_costs_the_same_with_one_matter_and_with_many(as_, cast, event, office, now, on_the_day):
    client = as_(cast.leader)

    def statements():
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("evaluation:overview"))
        return len(seen)

    matter(event, cast.recorder, now, unit=office.zj)
    client.get(reverse("evaluation:overview"))
    one = statements()
    for number in range(12):
        matter(event, cast.recorder, now, unit=office.rs if number % 2 else office.zj, category=office.labour)
    assert statements() == one


@pytest.mark.parametrize("key", ["year", "all", "event-0", "x", ""])
def test_every_period_opens(as_, cast, world, key):
    assert as_(cast.leader).get(reverse("evaluation:overview"), {"period": key}).status_code == 200


def test_a_sealed_line_stands_beside_no_other_matter_of_its_visit(as_, cast, event, office, on_the_day):
    from followup.tests import factory
    from petitions.models import Petition

    named = factory.petition(event, by=cast.recorder, at=on_the_day, unit=office.zj)
    sealed = factory.petition(event, by=cast.recorder, at=on_the_day, outcome="guided", confidential=True)
    Petition.objects.filter(pk=sealed.pk).update(visit=named.visit)
    html = flat(as_(cast.leader).get("/overview/behind?period=all&figure=batches").text)
    assert named.number in html
    assert sealed.number not in html


def test_in_the_list_of_batches_no_confidential_matter_stands_beside_another(as_, cast, event, now, office):
    """The person of the other one would be its person."""
    from followup.tests import factory

    hidden = factory.case(event, by=cast.recorder, at=now, unit=office.zj, confidential=True)
    shown = factory.case(event, by=cast.recorder, at=now, unit=office.zj)
    type(shown.petition).objects.filter(pk=shown.pk).update(visit=hidden.petition.visit)
    page = as_(cast.leader).get("/overview/behind?period=all&figure=batches").content.decode()
    assert (hidden.number in page, shown.number in page) == (False, True)
