"""提出异议: five working days, reasons; the sender consents or rejects; the second is decided above."""

from datetime import timedelta

import pytest

from followup import actions
from followup.models import CaseUnit, Objection
from followup.tests import factory
from plaza.core.errors import NotAllowed, NotPossible
from plaza.core.models import Message

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def case(event, office, cast, now):
    return factory.case(event, by=cast.recorder, at=now, unit=office.zj)


@pytest.fixture
def objected(case, cast, now):
    actions.name_handler(case, by=cast.head, at=now, handler=cast.handler)
    actions.object_to(case, by=cast.handler, at=now + DAY, reason="属人社局职责")
    return case


def test_an_objection_is_told_to_the_petition_office(objected, cast):
    assert objected.status == "objected"
    assert Message.objects.get(kind="followup/objected", channel="app").to == cast.organizer


def test_the_fifth_working_day_is_still_in_time(case, cast, now):
    actions.object_to(case, by=cast.handler, at=now + 7 * DAY, reason="属人社局职责")
    assert case.status == "objected"


def test_after_five_working_days_it_is_too_late(case, cast, now):
    with pytest.raises(NotPossible):
        actions.object_to(case, by=cast.handler, at=now + 8 * DAY, reason="属人社局职责")
    assert factory.fresh(case.pk).status == "assigned"


def test_consent_gives_the_case_to_another_unit_and_takes_it_from_the_first(objected, office, cast, now):
    actions.consent(objected, by=cast.organizer, at=now + 2 * DAY, unit=office.rs)
    current = list(CaseUnit.objects.filter(case=objected, until=None).values_list("unit__code", "role"))
    assert (objected.status, current) == ("assigned", [("RS", "lead")])
    assert factory.fresh(objected.pk).handler is None
    assert Objection.objects.get().upheld is True


def test_consent_to_the_same_unit_is_refused(objected, office, cast, now):
    with pytest.raises(NotPossible):
        actions.consent(objected, by=cast.organizer, at=now + 2 * DAY, unit=office.zj)
    assert factory.fresh(objected.pk).status == "objected"


def test_the_unit_cannot_decide_its_own_objection(objected, cast, now):
    with pytest.raises(NotAllowed):
        actions.reject(objected, by=cast.handler, at=now, decision="同意")


def test_a_second_objection_is_decided_above_with_organ_and_document(objected, office, cast, now):
    actions.reject(objected, by=cast.organizer, at=now + 2 * DAY, decision="属住建职责")
    actions.object_to(objected, by=cast.handler, at=now + 3 * DAY, reason="仍认为属人社局职责")
    with pytest.raises(NotAllowed):
        actions.consent(objected, by=cast.organizer, at=now + 4 * DAY, unit=office.rs)
    actions.rule(
        objected, by=cast.organizer, at=now + 4 * DAY, unit=office.rs, organ="县联席会议", document="纪要〔2026〕3号"
    )
    row = Objection.objects.first()
    assert (row.upheld, row.organ, row.document) == (True, "县联席会议", "纪要〔2026〕3号")
    assert factory.fresh(objected.pk).lead_unit == office.rs


def test_the_unit_complained_of_leads_only_by_a_recorded_decision(event, office, cast, now):
    case = factory.case(event, by=cast.recorder, at=now, complained_unit=office.zj)
    with pytest.raises(NotPossible):
        actions.assign(case, by=cast.organizer, at=now, unit=office.zj)
    actions.assign(case, by=cast.organizer, at=now, unit=office.zj, reason="经联席会议研究，指定承办")
    row = CaseUnit.objects.get(case=case, until=None)
    assert (row.designated, row.reason) == (True, "经联席会议研究，指定承办")
