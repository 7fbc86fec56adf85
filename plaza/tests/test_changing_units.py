"""Organisations change over months: a unit is switched off and passed on, renamed, in use again."""

from datetime import timedelta

import pytest
from django.urls import reverse

from events.models import Desk, Event, Task
from followup.models import Case
from followup.tests import factory
from plaza.core.errors import NotAllowed, NotPossible
from plaza.core.models import AuditEntry, Category, FormerName, FormerUnit, Message, Unit, User
from plaza.office import actions, succession

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


@pytest.fixture
def desk(as_, cast):
    client = as_(cast.admin)
    client.cookies["plaza_language"] = "en"
    return client


@pytest.fixture
def planned(event):
    """The reception of the day, another that is over, a task of each."""
    old = Event.objects.create(
        name="旧接访", date=event.date, venue="广场", lead_unit=event.desk1.unit, status="closed",
        made_by=event.made_by, made_at=event.made_at,
    )  # fmt: skip
    Desk.objects.create(event=old, number=1, unit=event.desk1.unit)
    for row in (old, event):
        Task.objects.create(event=row, title="搬桌椅", phase="day", offset=0, due_on=event.date, unit=event.desk1.unit)
    Event.objects.filter(pk=event.pk).update(lead_unit=event.desk1.unit)
    return event, old


def url(name, unit):
    return reverse(f"office:{name}", args=[unit.pk])


def succeed(desk, unit, successor):
    unit.refresh_from_db()
    sent = {"version": unit.version, "successor": successor.pk if successor else "none"}
    return desk.post(url("succeed", unit), sent)


def facts(unit, **changes):
    data = {"version": unit.version, "code": unit.code, "name": unit.name, "short_name": unit.short_name}
    return data | {"phone": unit.phone} | changes


def test_the_page_of_a_unit_says_what_is_still_open_and_offers_the_way(desk, office, event, cast, now):
    factory.case(event, by=cast.recorder, at=now, unit=office.zj)
    page = desk.get(url("unit", office.zj)).text
    for words in ("3 accounts in use", "1 open matter that it leads", "1 desk of a reception", "1 category"):
        assert words in page
    assert url("succeed", office.zj) in page


def test_a_unit_with_open_matters_and_nobody_in_it_is_not_just_switched_off(desk, office, event, cast, now):
    factory.case(event, by=cast.recorder, at=now, unit=office.zj)
    User.objects.filter(unit=office.zj).update(is_active=False)
    page = desk.post(url("unit", office.zj), facts(office.zj))
    assert page.status_code == 422 and "1 open matter that it leads" in page.text
    assert "Pass on and switch off" in page.text
    assert Unit.objects.get(pk=office.zj.pk).active


def test_one_act_passes_on_people_categories_desks_tasks_receptions_units_and_matters(desk, office, planned, cast, now):
    event, old = planned
    case = factory.case(event, by=cast.recorder, at=now, unit=office.zj)
    part = Unit.objects.create(code="ZJ1", name="房管所", parent=office.zj)
    assert desk.get(url("succeed", office.zj)).status_code == 200
    page = succeed(desk, office.zj, office.rs)
    assert (page.status_code, page.url) == (302, url("unit", office.zj))
    unit = Unit.objects.get(pk=office.zj.pk)
    assert (unit.active, unit.succeeded_by) == (False, office.rs)
    assert not unit.users.filter(is_active=True).exists()
    assert User.objects.get(pk=cast.handler.pk).unit == office.rs
    assert set(FormerUnit.objects.filter(unit=unit).values_list("user__username", flat=True)) == {
        "gaoyan",
        "xieyu",
        "hejianping",
    }
    assert Category.objects.get(pk=office.building.pk).unit == office.rs
    assert Unit.objects.get(pk=part.pk).parent == office.rs
    assert [row.unit for row in Desk.objects.filter(event=event)] == [office.rs, office.rs]
    assert [row.unit for row in Desk.objects.filter(event=old)] == [office.zj]
    assert [row.unit for row in Task.objects.order_by("pk")] == [office.rs, office.rs]
    assert Event.objects.get(pk=event.pk).lead_unit == office.rs
    assert Event.objects.get(pk=old.pk).lead_unit == office.zj
    assert Case.objects.get(pk=case.pk).lead_unit == office.rs
    acts = AuditEntry.objects.filter(act__in=["succeed", "pass_on"]).values_list("kind", flat=True)
    assert set(acts) == {"core.unit", "events.desk", "events.task", "events.event", "followup.case"}
    assert desk.get(url("unit", office.zj)).text.count("Nothing is open.") == 1


def test_the_page_names_the_matters_that_need_a_person(desk, office, event, cast, now):
    case = factory.case(event, by=cast.recorder, at=now, unit=office.zj, complained_unit=office.rs)
    page = succeed(desk, office.zj, office.rs)
    shown = desk.get(page.url).text
    assert "1 matter needs a person" in shown and case.number in shown
    assert Message.objects.filter(kind="followup/left_over", to=cast.organizer).exists()


def test_without_a_successor_the_categories_are_nobodys_and_the_matters_wait(desk, office, event, cast, now):
    case = factory.case(event, by=cast.recorder, at=now, unit=office.zj)
    page = succeed(desk, office.zj, None)
    assert page.status_code == 422 and "still have accounts in use" in page.text
    User.objects.filter(unit=office.zj).update(is_active=False)
    page = succeed(desk, office.zj, None)
    assert page.status_code == 422 and "to another unit first" in page.text
    assert Unit.objects.get(pk=office.zj.pk).active
    Desk.objects.filter(pk=event.desk1.pk).update(unit=office.rs)
    assert succeed(desk, office.zj, None).status_code == 302
    assert Category.objects.get(pk=office.building.pk).unit is None
    assert Case.objects.get(pk=case.pk).lead_unit == office.zj
    assert case.number in desk.get(url("unit", office.zj)).text


@pytest.mark.parametrize("who", ["organizer", "head", "leader"])
def test_only_an_administrator_passes_a_unit_on(cast, office, now, who):
    with pytest.raises(NotAllowed):
        succession.succeed(office.zj, successor=office.rs, by=getattr(cast, who), at=now)
    assert Unit.objects.get(pk=office.zj.pk).active


def test_what_cannot_be_passed_on_is_refused(cast, office, now):
    Unit.objects.filter(pk=office.zf.pk).update(active=False)
    off = Unit.objects.get(pk=office.zf.pk)
    for unit, successor in ((office.xf, office.rs), (office.zj, office.zj), (office.zj, off), (off, office.rs)):
        with pytest.raises(NotPossible):
            succession.succeed(unit, successor=successor, by=cast.admin, at=now)


def test_nothing_happens_before_a_successor_or_nobody_is_chosen(desk, office):
    page = desk.post(url("succeed", office.zj), {"version": office.zj.version, "successor": ""})
    assert page.status_code == 422 and Unit.objects.get(pk=office.zj.pk).active


def test_an_old_page_passes_nothing_on(desk, office):
    sent = {"version": office.zj.version, "successor": office.rs.pk}
    Unit.objects.filter(pk=office.zj.pk).update(version=7)
    assert desk.post(url("succeed", office.zj), sent).status_code == 409
    assert Unit.objects.get(pk=office.zj.pk).active


def test_a_step_taken_at_the_same_moment_undoes_the_whole_act(cast, office, event, now, monkeypatch):
    from followup.actions import passing_on

    case = factory.case(event, by=cast.recorder, at=now, unit=office.zj)
    found = passing_on._open_at

    def taken_meanwhile(unit):
        rows = list(found(unit))
        Case.objects.filter(pk=case.pk).update(version=99)
        return rows

    monkeypatch.setattr(passing_on, "_open_at", taken_meanwhile)
    with pytest.raises(NotPossible, match=case.number):
        succession.succeed(office.zj, successor=office.rs, by=cast.admin, at=now)
    assert Unit.objects.get(pk=office.zj.pk).active
    assert User.objects.get(pk=cast.handler.pk).unit == office.zj


def test_the_units_under_it_never_stand_in_a_ring(cast, office, now):
    Unit.objects.filter(pk=office.zf.pk).update(parent=office.zj)
    Unit.objects.filter(pk=office.rs.pk).update(parent=office.zf)
    successor = Unit.objects.get(pk=office.rs.pk)
    succession.succeed(office.zj, successor=successor, by=cast.admin, at=now)
    assert Unit.objects.get(pk=office.zf.pk).parent is None


def test_a_unit_in_use_again_answers_for_itself(desk, office):
    succeed(desk, office.zj, office.rs)
    unit = Unit.objects.get(pk=office.zj.pk)
    assert desk.post(url("unit", unit), facts(unit, active="on")).status_code == 302
    unit.refresh_from_db()
    assert (unit.active, unit.succeeded_by) == (True, None)


def test_a_new_name_keeps_the_old_one(desk, office):
    assert desk.post(url("unit", office.zj), facts(office.zj, name="县住房局", active="on")).status_code == 302
    assert list(FormerName.objects.values_list("unit__code", "name")) == [("ZJ", "县住房和城乡建设局")]
    page = desk.get(url("unit", office.zj)).text
    assert "Earlier names" in page and "县住房和城乡建设局" in page
    actions.change_unit(Unit.objects.get(pk=office.zj.pk), {"phone": "1"}, by=User.objects.get(username="dingyi"),
                        at=office_now())  # fmt: skip
    assert FormerName.objects.count() == 1


def office_now():
    from plaza.tests.layers import NOW

    return NOW + timedelta(minutes=1)


def test_the_printed_plan_of_a_reception_that_is_over_keeps_its_names(as_, planned, cast, office, now):
    _event, old = planned
    Event.objects.filter(pk=old.pk).update(closed_at=now)
    actions.change_unit(office.zj, {"name": "县住房局"}, by=cast.admin, at=now + timedelta(days=1))
    text = as_(cast.organizer).get(reverse("events:print", args=[old.pk])).text
    assert "县住房和城乡建设局" in text and "县住房局" not in text


def test_a_reception_does_not_open_with_a_desk_of_a_unit_that_is_off(event, office):
    from events import readiness

    Unit.objects.filter(pk=office.rs.pk).update(active=False)
    with_rs = [row for row in readiness.blockers(event) if row.stop and "2" in row.hint]
    assert len(with_rs) == 1


def test_a_unit_that_is_off_gets_no_people(cast, office, now):
    Unit.objects.filter(pk=office.rs.pk).update(active=False)
    off = Unit.objects.get(pk=office.rs.pk)
    with pytest.raises(NotPossible):
        actions.change_user(cast.handler, {"unit": off}, roles=["handler"], by=cast.admin, at=now)
    User.objects.filter(pk=cast.outsider.pk).update(is_active=False)
    with pytest.raises(NotPossible):
        actions.switch_on(User.objects.get(pk=cast.outsider.pk), by=cast.admin, at=now)
