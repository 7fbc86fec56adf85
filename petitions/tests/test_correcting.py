"""A registration is corrected with history; one that turns out to be an accusation leaves nothing."""

from datetime import timedelta

import pytest

from petitions import actions
from petitions.models import Correction, Petition, Petitioner, WaitingEnvelope
from plaza.core import masking
from plaza.core.errors import Conflict, NotAllowed, NotPossible
from plaza.core.models import Submission
from plaza.core.signals import moved

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition(take):
    return Petition.objects.select_related("petitioner", "visit", "event", "desk", "category").get(pk=take().pk)


def test_within_ten_minutes_the_recorder_corrects_the_whole_form(petition, cast, now, office):
    at = now + timedelta(minutes=9)
    actions.correct(
        petition,
        by=cast.recorder,
        at=at,
        name="林珂",
        phone="13800000002",
        outcome="answered",
        answer="已说明维修资金的使用程序。",
        category=office.labour,
        people=2,
    )
    stored = Petition.objects.get(pk=petition.pk)
    assert (stored.outcome, stored.promise_on, stored.category) == ("answered", None, office.labour)
    assert (stored.petitioner.name, stored.petitioner.phone_mask, stored.visit.people) == ("林珂", "138****0002", 2)
    before = Correction.objects.get().before
    assert (before["name"], before["phone"], before["outcome"], before["people"]) == (
        "林可",
        "138****0001",
        "assigned",
        1,
    )
    assert "13800000001" not in str(before)


def test_the_ten_minutes_are_those_of_the_recorder_and_end_with_the_tenth(petition, cast, now):
    tenth = now + timedelta(minutes=10)
    for who, at in ((cast.organizer, now), (cast.recorder, tenth + timedelta(seconds=1))):
        with pytest.raises(NotPossible) as refusal:
            actions.correct(petition, by=who, at=at, place="东溪街道")
        assert refusal.value.field == "reason"
    actions.correct(petition, by=cast.recorder, at=tenth, place="东溪街道")
    assert Petition.objects.get(pk=petition.pk).place == "东溪街道"


def test_the_ledger_is_told_which_fields_changed(petition, cast, now):
    news = []

    def listen(sender, obj, action, facts, **kwargs):
        news.append((action, facts["fields"]))

    moved.connect(listen, sender=Petition)
    try:
        actions.correct(petition, by=cast.recorder, at=now, place="东溪街道")
    finally:
        moved.disconnect(listen, sender=Petition)
    assert news == [("correct", ["place"])]


def test_later_it_needs_a_reason_and_what_the_ledger_took_over_stands(petition, cast, now):
    later = now + timedelta(minutes=11)
    with pytest.raises(NotPossible) as refusal:
        actions.correct(petition, by=cast.recorder, at=later, content="改过的内容。")
    assert refusal.value.field == "reason"
    with pytest.raises(NotAllowed):
        actions.correct(petition, by=cast.handler, at=later, content="改过的内容。", reason="写错")
    actions.correct(petition, by=cast.recorder, at=later, content="改过的内容。", outcome="answered", reason="写错")
    stored = Petition.objects.get(pk=petition.pk)
    assert (stored.content, stored.title, stored.outcome) == ("改过的内容。", "改过的内容", "assigned")
    assert Correction.objects.get().reason == "写错"


def test_a_stale_page_conflicts(petition, cast, now):
    stale = Petition.objects.get(pk=petition.pk)
    actions.correct(petition, by=cast.recorder, at=now, place="东溪街道")
    with pytest.raises(Conflict):
        actions.correct(stale, by=cast.recorder, at=now, place="南桥街道")


def test_nothing_changed_writes_nothing(petition, cast, now):
    actions.correct(petition, by=cast.recorder, at=now, content=petition.content, phone="13800000001")
    assert (Correction.objects.count(), Petition.objects.get(pk=petition.pk).version) == (0, 1)


def test_a_nature_found_late_deletes_text_history_person_and_digest(petition, cast, now, office):
    actions.correct(petition, by=cast.recorder, at=now, place="东溪街道")
    actions.correct(petition, by=cast.recorder, at=now, nature="accusation", envelope="封009", organ="县纪委监委")
    stored = Petition.objects.get(pk=petition.pk)
    assert (stored.content, stored.title, stored.place, stored.petitioner) == ("", "", "", None)
    assert (stored.category, stored.outcome, stored.bare_line) == (office.other, "guided", True)
    assert (Correction.objects.count(), Petitioner.objects.count(), WaitingEnvelope.objects.count()) == (0, 0, 1)
    assert Submission.objects.get(kind="petition").digest == ""


def test_the_person_stays_while_another_matter_of_the_visit_stands(petition, take, cast, now, office):
    other = take(visit=petition.visit, category=office.labour, content="工资欠了两个月。")
    actions.correct(petition, by=cast.recorder, at=now, nature="accusation", envelope="封009", organ="县纪委监委")
    assert masking.open_sealed(Petition.objects.get(pk=other.pk).petitioner, "phone") == "13800000001"
