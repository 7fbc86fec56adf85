"""Nothing is assigned or promised to a unit that is switched off; papers keep the names they were printed with."""

from datetime import timedelta

import pytest
from django.urls import reverse

from petitions import actions
from petitions.actions import registering
from plaza.core.errors import NotPossible
from plaza.core.models import Unit
from plaza.office import actions as of_office

pytestmark = pytest.mark.django_db
MATTER = {"nature": "request", "name": "林可", "content": "电梯坏了，要求修好。", "outcome": "assigned"}


def register(event, cast, at, **more):
    key = f"key-of-the-unit-in-use-{len(more)}"
    return actions.register(event, key=key, by=cast.recorder, at=at, desk=event.desk1, **{**MATTER, **more})


def off(unit, successor=None):
    Unit.objects.filter(pk=unit.pk).update(active=False, succeeded_by=successor)


def fresh(category):
    return type(category).objects.select_related("unit").get(pk=category.pk)


def test_the_successor_gets_the_matters_of_the_category(event, cast, office, now):
    off(office.zj, office.rs)
    petition = register(event, cast, now, category=fresh(office.building))
    assert petition.unit == office.rs and petition.case.lead_unit == office.rs


def test_without_a_successor_the_petition_office_assigns(event, cast, office, now):
    off(office.zj)
    petition = register(event, cast, now, category=fresh(office.building))
    assert petition.unit is None and not petition.own_promise
    assert (petition.case.status, petition.case.lead_unit) == ("registered", None)
    shown = registering.preview(event, desk=event.desk1, at=now, category=fresh(office.building))
    assert shown["petition"].unit is None


def test_a_unit_that_is_off_is_not_chosen_at_the_desk(event, cast, office, now):
    off(office.rs)
    with pytest.raises(NotPossible) as refusal:
        register(event, cast, now, category=office.building, unit=Unit.objects.get(pk=office.rs.pk))
    assert refusal.value.field == "unit"


def test_what_is_answered_at_the_desk_of_a_unit_that_is_off_counts_for_its_successor(event, cast, office, now):
    off(office.zj, office.rs)
    event.desk1.refresh_from_db()
    petition = register(event, cast, now, category=fresh(office.building), outcome="answered", answer="已说明")
    assert petition.unit == office.rs


def test_the_successor_of_the_unit_complained_of_does_not_become_responsible(event, cast, office, now):
    off(office.zj, office.rs)
    accused = Unit.objects.get(pk=office.zj.pk)
    petition = register(event, cast, now, category=fresh(office.building), complained_unit=accused)
    assert petition.unit is None
    with pytest.raises(NotPossible, match="complained|涉及单位"):
        register(event, cast, now, category=office.building, complained_unit=accused, unit=office.rs, place="x")


@pytest.mark.parametrize("kind", ["receipt", "form", "notice"])
def test_a_paper_printed_again_bears_the_name_it_was_printed_with(as_, event, cast, office, now, on_the_day, kind):
    petition = register(event, cast, now, category=office.building, complained_unit=office.rs)
    paper = reverse("petitions:paper", args=[petition.number, kind])
    browser = as_(cast.recorder)
    before = browser.get(paper).text
    for unit, name in ((office.zj, "县住房局"), (office.rs, "县人社保障局")):
        of_office.change_unit(unit, {"name": name}, by=cast.admin, at=now + timedelta(minutes=1))
    after = browser.get(paper).text
    assert "县住房和城乡建设局" in before and "县住房和城乡建设局" in after
    assert "县住房局" not in after and "县人社保障局" not in after


def test_a_paper_registered_after_the_new_name_bears_it(as_, event, cast, office, now, on_the_day):
    of_office.change_unit(office.zj, {"name": "县住房局"}, by=cast.admin, at=now - timedelta(minutes=1))
    petition = register(event, cast, now, category=fresh(office.building))
    assert "县住房局" in as_(cast.recorder).get(reverse("petitions:paper", args=[petition.number, "receipt"])).text


def test_the_phone_on_a_paper_printed_again_is_one_that_is_answered(as_, event, cast, office, now, on_the_day):
    petition = register(event, cast, now, category=office.building)
    off(office.zj)
    text = as_(cast.recorder).get(reverse("petitions:paper", args=[petition.number, "receipt"])).text
    assert office.phone in text and office.zj.phone not in text
