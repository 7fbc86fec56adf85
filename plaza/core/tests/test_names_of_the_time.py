"""What a unit was called and where a person belonged, at any time; and people who bear the same name."""

from datetime import timedelta

import pytest
from django.utils import translation

from plaza.core import past, people, units
from plaza.core.errors import NotPossible
from plaza.core.models import FormerName, FormerUnit, Unit, User

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def test_a_unit_bears_the_name_of_the_time(office, now):
    FormerName.objects.create(unit=office.zj, name="县建委", until=now - 2 * DAY)
    FormerName.objects.create(unit=office.zj, name="县建设局", until=now)
    moments = [now - 3 * DAY, now - 2 * DAY, now - DAY, now, now + DAY]
    names = ["县建委", "县建设局", "县建设局", office.zj.name, office.zj.name]
    assert [past.name_of(office.zj, at) for at in moments] == names
    assert [past.read().name(office.zj, at) for at in moments] == names
    assert past.name_of(None, now) == past.read().name(None, now) == ""


def test_a_person_belongs_to_the_unit_of_the_time_by_its_name_of_the_time(office, cast, now):
    FormerUnit.objects.create(user=cast.handler, unit=office.rs, until=now)
    FormerName.objects.create(unit=office.rs, name="县劳动局", until=now - DAY)
    then = past.read([cast.handler.pk])
    assert then.unit_name(cast.handler, now - 2 * DAY) == "县劳动局"
    assert then.unit_name(cast.handler, now - DAY) == office.rs.name
    assert then.unit_name(cast.handler, now) == office.zj.name
    assert then.unit_name(cast.head, now - DAY) == office.zj.name
    assert then.unit_name(None, now) == ""


def test_the_past_of_a_page_costs_two_statements(office, cast, django_assert_num_queries):
    with django_assert_num_queries(2):
        past.read([cast.handler.pk, cast.head.pk])


def test_the_successor_answers_in_the_place_of_a_unit_that_is_switched_off(office):
    first, second, third = office.zj, office.rs, office.zf
    assert units.answering(first) == first and units.answering(None) is None
    Unit.objects.filter(pk=first.pk).update(active=False, succeeded_by=second)
    Unit.objects.filter(pk=second.pk).update(active=False, succeeded_by=third)
    first.refresh_from_db()
    assert units.answering(first) == third and units.line(first) == [first, second, third]
    Unit.objects.filter(pk=third.pk).update(active=False, succeeded_by=first)
    first = Unit.objects.get(pk=first.pk)
    assert units.answering(first) is None and len(units.line(first)) == 3


def test_who_chooses_a_unit_that_is_off_is_told_which_answers(office):
    Unit.objects.filter(pk=office.zj.pk).update(active=False, succeeded_by=office.rs)
    office.zj.refresh_from_db()
    with pytest.raises(NotPossible, match=office.rs.name):
        units.refuse_off(office.zj)
    units.refuse_off(office.rs)
    units.refuse_off(None)


def test_two_of_the_same_name_are_told_apart_by_post_or_account(office):
    def person(username, name, post=""):
        return User.objects.create_user(username, None, name=name, post=post, unit=office.zj)

    rows = [person("li1", "李强", "科员"), person("li2", "李强"), person("li3", "李强"), person("wang", "王芳", "科长")]
    assert [label for _pk, label in people.labels(rows)] == ["李强 (科员)", "李强 (li2)", "李强 (li3)", "王芳"]
    same = [person("zhao1", "赵敏", "科员"), person("zhao2", "赵敏", "科员")]
    assert [label for _pk, label in people.labels(same)] == ["赵敏 (zhao1)", "赵敏 (zhao2)"]


def test_a_choice_of_people_shows_no_two_alike(office):
    for n in (1, 2):
        User.objects.create_user(f"li{n}", None, name="李强", unit=office.zj)
    field = people.PersonField(User.objects.filter(name="李强"), empty_label="x")
    labels = [str(label) for _value, label in field.choices]
    assert labels == ["x", "李强 (li1)", "李强 (li2)"]
    assert field.clean(User.objects.get(username="li2").pk).username == "li2"
