"""Work goes on in other hands: a unit is switched off, a person moves or leaves. The record and the clocks stay."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from followup import actions
from followup.models import Case, CaseUnit, Clock, Reply
from followup.queries import TABS, case_page, cases_for, tracking
from followup.tests import factory
from plaza.core import audit
from plaza.core.errors import NotAllowed, NotPossible
from plaza.core.models import Message, Unit, User
from plaza.office import actions as of_office
from plaza.office import succession

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
DAY = timedelta(days=1)


def switch_off(unit, successor=None):
    """The unit as the act of the office leaves it, its people gone or moved along."""
    Unit.objects.filter(pk=unit.pk).update(active=False, succeeded_by=successor)
    unit.refresh_from_db()
    if successor:
        User.objects.filter(unit=unit).update(unit=successor)
    else:
        User.objects.filter(unit=unit).update(is_active=False)
    return unit


def passed(unit, successor, cast, at):
    switch_off(unit, successor)
    left = actions.pass_on(unit, successor, by=cast.admin, at=at)
    return [case.number for case in left]


def units_of(case):
    rows = CaseUnit.objects.filter(case=case, until=None).order_by("pk")
    return [(row.unit.code, row.role) for row in rows]


def tab(name):
    return next(one for one in TABS if one.name == name)


def clocks_of(case):
    return list(Clock.objects.filter(case=case).order_by("pk").values("rule", "started_on", "due_on", "met_on"))


def test_an_open_matter_goes_to_the_successor_with_status_clocks_and_handler(case, cast, office, now):
    actions.sign(case, by=cast.handler, at=now)
    actions.accept(case, by=cast.handler, at=now, channel="phone")
    before = clocks_of(case)
    assert passed(office.zj, office.rs, cast, now + DAY) == []
    after = factory.fresh(case.pk)
    assert (after.lead_unit, after.status, after.handler) == (office.rs, "accepted", cast.handler)
    assert clocks_of(case) == before and after.due_on == case.due_on
    assert units_of(case) == [("RS", "lead")]
    assert CaseUnit.objects.get(case=case, unit=office.zj).until == now + DAY
    assert audit.of(case).get(act="pass_on").facts["from_unit"] == "ZJ"


def test_the_handler_who_did_not_move_along_is_no_longer_named(case, cast, office, now):
    actions.sign(case, by=cast.handler, at=now)
    User.objects.filter(pk=cast.handler.pk).update(unit=office.xf)
    passed(office.zj, office.rs, cast, now)
    assert factory.fresh(case.pk).handler is None


def test_a_closed_matter_stays_with_the_unit_of_the_time(event, cast, office, now):
    closed = factory.case(event, by=cast.recorder, at=now, unit=office.zj, outcome="answered")
    passed(office.zj, office.rs, cast, now)
    assert factory.fresh(closed.pk).lead_unit == office.zj and units_of(closed) == [("ZJ", "lead")]


def test_a_matter_is_found_and_seen_by_the_successor(event, cast, office, now):
    case = factory.case(event, by=cast.recorder, at=now, unit=office.zj)
    passed(office.zj, office.rs, cast, now)
    assert case in cases_for(User.objects.get(pk=cast.outsider.pk))


def test_the_successor_assists_where_the_unit_assisted_and_once_only(event, cast, office, now):
    first, second = (factory.case(event, by=cast.recorder, at=now, unit=unit) for unit in (office.zf, office.rs))
    for case in (first, second):
        actions.add_assisting(case, by=cast.organizer, at=now, unit=office.zj)
    passed(office.zj, office.rs, cast, now)
    assert units_of(first) == [("ZF", "lead"), ("RS", "assisting")]
    assert units_of(second) == [("RS", "lead")]


def test_an_assisting_successor_becomes_the_lead_unit(case, cast, office, now):
    actions.add_assisting(case, by=cast.organizer, at=now, unit=office.rs)
    passed(office.zj, office.rs, cast, now)
    assert units_of(case) == [("RS", "lead")]


def test_what_is_complained_of_in_the_successor_needs_a_person(event, cast, office, now):
    against = factory.case(event, by=cast.recorder, at=now, unit=office.zj, complained_unit=office.rs)
    free = factory.case(event, by=cast.recorder, at=now, unit=office.zj)
    assert passed(office.zj, office.rs, cast, now) == [against.number]
    assert factory.fresh(against.pk).lead_unit == office.zj
    assert factory.fresh(free.pk).lead_unit == office.rs
    told = Message.objects.filter(kind="followup/left_over").values_list("to__username", flat=True)
    assert set(told) == {"zhoumin"}


def test_the_successor_of_the_unit_complained_of_leads_by_a_decision_only(event, cast, office, now):
    case = factory.case(event, by=cast.recorder, at=now, complained_unit=office.zj, category=office.other)
    switch_off(office.zj, office.rs)
    case = factory.fresh(case.pk)
    with pytest.raises(NotPossible, match="unit complained of"):
        actions.assign(case, by=cast.organizer, at=now, unit=office.rs)
    actions.assign(case, by=cast.organizer, at=now, unit=office.rs, reason="县长办公会指定")
    assert units_of(case) == [("RS", "lead")]


def test_the_successor_does_not_go_on_leading_what_complains_of_the_unit_it_takes_over(event, cast, office, now):
    """县人社局 handles a complaint of 县住建局 and takes over its people: a decision is needed, or another unit."""
    led = factory.case(event, by=cast.recorder, at=now, unit=office.rs, complained_unit=office.zj)
    assisted = factory.case(event, by=cast.recorder, at=now, unit=office.zf, complained_unit=office.zj)
    actions.sign(led, by=cast.outsider, at=now)
    actions.add_assisting(assisted, by=cast.organizer, at=now, unit=office.rs)
    before = clocks_of(led)
    assert passed(office.zj, office.rs, cast, now) == [led.number]
    case = factory.fresh(led.pk)
    assert (case.lead_unit, case.handler, case.status, units_of(led)) == (None, None, "signed", [])
    assert units_of(assisted) == [("ZF", "lead")]
    assert case not in cases_for(User.objects.get(pk=cast.outsider.pk))
    assert set(cases_for(cast.organizer).filter(tab("assign").rows)) == {case}
    with pytest.raises(NotPossible, match="unit complained of"):
        actions.reassign(case, by=cast.organizer, at=now, unit=office.rs)
    actions.reassign(case, by=cast.organizer, at=now, unit=office.rs, reason="县长办公会指定")
    assert units_of(led) == [("RS", "lead")] and clocks_of(led) == before


def test_what_complains_of_a_unit_before_the_unit_counts_too(event, cast, office, now):
    first = Unit.objects.create(code="OLD", name="县建委", active=False, succeeded_by=office.zj)
    led = factory.case(event, by=cast.recorder, at=now, unit=office.rs, complained_unit=first)
    assert passed(office.zj, office.rs, cast, now) == [led.number]


def test_nothing_is_delivered_while_no_unit_leads(event, cast, office, now):
    led = factory.case(event, by=cast.recorder, at=now, unit=office.rs, complained_unit=office.zj)
    actions.sign(led, by=cast.outsider, at=now)
    actions.accept(led, by=cast.outsider, at=now, channel="phone")
    actions.draft_reply(led, by=cast.outsider, at=now, text="已办。", basis="条例", conclusion="supported")
    Reply.objects.update(approved_by=cast.head, approved_at=now)
    passed(office.zj, office.rs, cast, now)
    with pytest.raises(NotPossible, match="No unit leads"):
        actions.deliver(factory.fresh(led.pk), by=cast.organizer, at=now, channel="phone")


def test_a_designation_does_not_pass_to_the_successor_by_itself(event, cast, office, now):
    case = factory.case(event, by=cast.recorder, at=now, complained_unit=office.zj, category=office.other)
    actions.assign(case, by=cast.organizer, at=now, unit=office.zj, reason="县长办公会指定")
    assert passed(office.zj, office.rs, cast, now) == [case.number]


def test_without_a_successor_everything_open_needs_a_person(case, cast, office, now):
    assert passed(office.zj, None, cast, now) == [case.number]
    assert units_of(case) == [("ZJ", "lead")]


def test_the_petition_office_finds_it_among_what_is_to_be_assigned_and_gives_it_on(
    as_, case, cast, office, now, on_the_day
):
    switch_off(office.zj)
    browser = as_(cast.organizer)
    page = browser.get(reverse("followup:ledger"), {"tab": "assign"})
    assert [row["case"].number for row in page.context["rows"]] == [case.number]
    assert page.context["rows"][0]["next"].name == "reassign"
    before = clocks_of(case)
    sent = {"version": case.version, "unit": office.rs.pk, "reason": ""}
    assert browser.post(reverse("followup:act", args=[case.number, "reassign"]), sent).status_code == 302
    assert units_of(case) == [("RS", "lead")] and clocks_of(case) == before
    assert factory.fresh(case.pk).status == case.status
    told = Message.objects.filter(kind="followup/reassigned").values_list("to__username", flat=True)
    assert set(told) == {"luning"}


def test_a_unit_in_use_keeps_its_matters(case, cast, office, now):
    with pytest.raises(NotAllowed):
        actions.reassign(case, by=cast.organizer, at=now, unit=office.rs)


def test_giving_it_on_respects_the_decision_about_the_unit_complained_of(event, cast, office, now):
    case = factory.case(event, by=cast.recorder, at=now, unit=office.zj, complained_unit=office.rs)
    switch_off(office.zj)
    case = factory.fresh(case.pk)
    with pytest.raises(NotPossible, match="unit complained of"):
        actions.reassign(case, by=cast.organizer, at=now, unit=office.rs)
    actions.reassign(case, by=cast.organizer, at=now, unit=office.rs, reason="县长办公会指定")
    assert CaseUnit.objects.get(case=case, until=None).reason == "县长办公会指定"


@pytest.mark.parametrize(
    "road", ["assign", "reassign", "assisting", "add_assisting", "consent", "rule", "handle_again"]
)
def test_nothing_is_given_to_a_unit_that_is_switched_off(event, cast, office, now, road):
    case = factory.case(event, by=cast.recorder, at=now, unit=office.zj)
    switch_off(office.rs)
    off, more = office.rs, {"by": cast.organizer, "at": now}
    if road in ("assign", "assisting"):
        case = factory.case(event, by=cast.recorder, at=now, category=office.other)
    if road == "reassign":
        switch_off(office.zj)
        case = factory.fresh(case.pk)
    if road == "handle_again":
        case = factory.replied(case, cast, now)
    if road in ("consent", "rule"):
        Case.objects.filter(pk=case.pk).update(status="objected", objections=1 if road == "consent" else 2)
        case = factory.fresh(case.pk)
    run = {
        "assign": lambda: actions.assign(case, unit=off, **more),
        "reassign": lambda: actions.reassign(case, unit=off, **more),
        "assisting": lambda: actions.assign(case, unit=office.zj, assisting=[off], **more),
        "add_assisting": lambda: actions.add_assisting(case, unit=off, **more),
        "consent": lambda: actions.consent(case, unit=off, **more),
        "rule": lambda: actions.rule(case, unit=off, organ="县政府", document="3号", **more),
        "handle_again": lambda: actions.handle_again(case, unit=off, reason="没有修好", **more),
    }[road]
    with pytest.raises(NotPossible, match="switched off"):
        run()
    assert not CaseUnit.objects.filter(case=case, unit=off).exists()


def test_handled_again_goes_to_the_successor_of_the_unit_that_answered(case, cast, office, now):
    case = factory.replied(case, cast, now)
    switch_off(office.zj, office.rs)
    Case.objects.filter(pk=case.pk).update(status="closed")
    case = factory.fresh(case.pk)
    actions.handle_again(case, by=cast.supervisor, at=now + 4 * DAY, reason="没有修好")
    assert units_of(case) == [("RS", "lead")] and factory.fresh(case.pk).answered_unit is None


def test_the_handover_of_a_person_is_one_act_with_an_entry_per_matter(event, cast, office, now):
    cases = [factory.case(event, by=cast.recorder, at=now, unit=office.zj) for _n in range(3)]
    for case in cases[:2]:
        actions.sign(case, by=cast.handler, at=now)
    done = actions.hand_over(cast.handler, cast.handler2, by=cast.admin, at=now)
    assert [case.number for case in done] == [case.number for case in cases[:2]]
    assert [factory.fresh(case.pk).handler for case in cases] == [cast.handler2, cast.handler2, None]
    assert [audit.of(case).filter(act="hand_over").count() for case in cases] == [1, 1, 0]
    message = Message.objects.get(kind="followup/handed_over", channel="app")
    assert (message.to, message.facts["count"]) == (cast.handler2, 2)


def test_matters_are_handed_over_only_to_who_handles_matters(case, cast, now):
    for to in (cast.leader, User.objects.create_user("x1", None, name="某", unit=case.lead_unit, is_active=False)):
        with pytest.raises(NotPossible, match="does not handle matters"):
            actions.hand_over(cast.handler, to, by=cast.admin, at=now)


def test_a_switched_off_colleague_is_not_named_as_handler(case, cast, now):
    User.objects.filter(pk=cast.handler2.pk).update(is_active=False)
    cast.handler2.refresh_from_db()
    with pytest.raises(NotPossible, match="switched off"):
        actions.name_handler(case, by=cast.head, at=now, handler=cast.handler2)


def test_the_story_tells_the_unit_and_the_name_of_the_time(case, cast, office, now):
    actions.sign(case, by=cast.handler, at=now)
    person = User.objects.get(pk=cast.handler.pk)
    of_office.change_user(person, {"unit": office.rs}, roles=["handler"], by=cast.admin, at=now + DAY)
    of_office.change_unit(office.zj, {"name": "县住房局"}, by=cast.admin, at=now + 2 * DAY)
    lines = case_page(factory.fresh(case.pk), cast.organizer, now=now + 3 * DAY)["timeline"]
    assert [line.unit for line in lines if line.act == "sign"] == ["县住房和城乡建设局"]


def test_the_petitioner_reads_the_names_of_the_time(case, cast, office, now):
    case = factory.replied(case, cast, now)
    of_office.change_unit(office.zj, {"name": "县住房局"}, by=cast.admin, at=now + 4 * DAY)
    succession.succeed(Unit.objects.get(pk=office.zj.pk), successor=office.rs, by=cast.admin, at=now + 5 * DAY)
    page = tracking.page(tracking.tracked(case.number), on=(now + 6 * DAY).date())
    assigned = next(step["text"] for step in page.steps if step["label"] == "Assigned")
    assert "县住房和城乡建设局" in assigned and office.rs.name in assigned and "县住房局" not in assigned
    assert page.unit_name == "县住房和城乡建设局"  # whose reply is rated
    assert page.phone == office.rs.phone  # who answers the telephone


def test_the_notice_of_assignment_is_of_the_day_of_the_dispatch(as_, case, cast, office, now, on_the_day):
    of_office.change_unit(office.zj, {"name": "县住房局"}, by=cast.admin, at=now + DAY)
    with time_machine.travel(now + 3 * DAY, tick=False):
        browser = as_(cast.organizer)
        one = browser.get(reverse("followup:case_notice", args=[case.number])).text
        several = browser.get(reverse("followup:assignment_notice", args=[case.lead_unit_id])).text
    assert "县住房和城乡建设局" in one and "2026-05-18" in one and "县住房局" not in one
    assert "县住房局" in several and "2026-05-21" in several


def test_an_objection_keeps_the_names_of_its_day(as_, case, cast, office, now, on_the_day):
    actions.object_to(case, by=cast.handler, at=now, reason="不归我局", suggested_unit=office.rs)
    for unit, name in ((office.zj, "县住房局"), (office.rs, "县人社保障局")):
        of_office.change_unit(unit, {"name": name}, by=cast.admin, at=now + DAY)
    objections = case_page(factory.fresh(case.pk), cast.organizer, now=now)["objections"]
    assert [(row.unit_then, row.suggested_then) for row in objections] == [
        ("县住房和城乡建设局", "县人力资源和社会保障局")
    ]
