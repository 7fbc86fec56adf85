"""The unit complained of leads only by a recorded decision, on every road; it never assists."""

import pytest

from followup import actions
from followup.models import CaseUnit
from followup.tests import factory
from petitions.models import Petition
from plaza.core.errors import NotPossible

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def against(event, cast, now, office):
    """A matter against 县人社局, answered on the spot by 县住建局; one assigned to it."""
    given = {"by": cast.recorder, "at": now, "unit": office.zj, "complained_unit": office.rs}
    return factory.case(event, outcome="answered", **given), factory.case(event, **given)


def leads(case) -> list[tuple]:
    return list(CaseUnit.objects.filter(case=case, until=None, role="lead").values_list("unit__code", "reason"))


def test_handling_again_by_it_needs_the_decision(against, cast, now, office):
    case, _other = against
    with pytest.raises(NotPossible, match="unit complained of|被反映单位，须") as refusal:
        actions.handle_again(case, by=cast.organizer, at=now, reason="群众不满意", unit=office.rs)
    assert refusal.value.field == "designation"
    assert leads(case) == [("ZJ", "")]
    actions.handle_again(
        case, by=cast.organizer, at=now, reason="群众不满意", unit=office.rs, designation="县长办公会指定"
    )
    assert leads(case) == [("RS", "县长办公会指定")]


def test_it_does_not_assist(against, cast, now, office):
    _answered, case = against
    with pytest.raises(NotPossible, match="does not assist|不得协办"):
        actions.add_assisting(case, by=cast.organizer, at=now, unit=office.rs)
    assert not CaseUnit.objects.filter(case=case, unit=office.rs).exists()


def test_it_does_not_assist_from_the_beginning(event, cast, now, office):
    case = factory.case(event, by=cast.recorder, at=now, complained_unit=office.rs, category=office.other)
    with pytest.raises(NotPossible, match="does not assist|不得协办") as refusal:
        actions.assign(case, by=cast.organizer, at=now, unit=office.zj, assisting=[office.rs])
    assert refusal.value.field == "assisting"
    assert factory.fresh(case.pk).status == "registered"


@pytest.mark.parametrize("objections", [1, 2])
def test_after_an_objection_it_leads_only_by_the_decision_too(against, cast, now, office, objections):
    _answered, case = against
    for n in range(objections):
        actions.object_to(case, by=cast.handler, at=now, reason="不归我局")
        if n + 1 < objections:
            actions.reject(case, by=cast.organizer, at=now, decision="属住建职责")
    above = {"organ": "县联席会议", "document": "纪要3号"}
    decide, more, word = (actions.consent, {}, "reason") if objections == 1 else (actions.rule, above, "decision")
    with pytest.raises(NotPossible, match="unit complained of|被反映单位，须"):
        decide(case, by=cast.organizer, at=now, unit=office.rs, **more)
    assert leads(case) == [("ZJ", "")]
    decide(case, by=cast.organizer, at=now, unit=office.rs, **more, **{word: "县长办公会指定"})
    assert leads(case) == [("RS", "县长办公会指定")]


def test_a_new_round_asks_for_the_decision_also_when_the_unit_leads_already(case, cast, now, office):
    """It leads because it succeeded the unit complained of, without a decision of anybody."""
    done = factory.replied(case, cast, now)
    Petition.objects.filter(pk=done.pk).update(complained_unit=office.zj)
    done = factory.fresh(done.pk)
    with pytest.raises(NotPossible) as refusal:
        actions.handle_again(done, by=cast.supervisor, at=now, reason="未解决")
    assert refusal.value.field == "designation"
    actions.handle_again(done, by=cast.supervisor, at=now, reason="未解决", designation="县信访联席会议〔2026〕2号")
    assert done.units.get(role="lead", until=None).designated
