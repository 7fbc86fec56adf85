"""Nobody erases a matter alone: as an accusation it goes by two, and what was answered by a decision."""

from datetime import timedelta

import pytest
import time_machine

from events.models import Duty
from followup import actions as ledger
from followup.models import Case, Rating
from followup.tests import factory
from petitions import actions
from petitions.models import Petition, SealedStub, SealingProposal, WaitingEnvelope
from plaza.core.errors import NotAllowed, NotPossible
from plaza.core.models import AuditEntry, Message

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=11)
SEALED = {"nature": "accusation", "envelope": "封 01", "organ": "县纪委监委", "reason": "本人补充：反映干部收礼"}


def loaded(number_or_pk) -> Petition:
    return Petition.objects.select_related("petitioner", "visit", "event", "desk", "category").get(pk=number_or_pk)


@pytest.fixture
def petition(take):
    return loaded(take().pk)


def propose(petition, cast, at, **values) -> SealingProposal:
    actions.correct(loaded(petition.pk), by=cast.recorder, at=at, **{**SEALED, **values})
    return SealingProposal.objects.get()


def test_after_ten_minutes_nothing_is_erased_before_the_liaison_confirms(petition, cast, now):
    proposal = propose(petition, cast, now + LATER)
    stored = loaded(petition.pk)
    assert (stored.content, stored.petitioner.name, WaitingEnvelope.objects.count()) == (petition.content, "林可", 0)
    actions.confirm(proposal, by=cast.liaison, at=now + 2 * LATER, envelope="封01")
    gone = loaded(petition.pk)
    assert (gone.content, gone.petitioner, gone.bare_line, gone.title) == ("", None, True, "")
    assert (SealingProposal.objects.count(), WaitingEnvelope.objects.count()) == (0, 1)


def test_within_ten_minutes_only_who_registered_it_acts_alone(petition, cast, now):
    for who in (cast.organizer, cast.recorder):
        at = now if who is cast.organizer else now + LATER
        actions.correct(loaded(petition.pk), by=who, at=at, **SEALED)
        assert loaded(petition.pk).content
        SealingProposal.objects.all().delete()
    actions.correct(loaded(petition.pk), by=cast.recorder, at=now + timedelta(minutes=10), **SEALED)
    assert not loaded(petition.pk).content


def test_who_proposes_does_not_confirm(petition, cast, now):
    proposal = propose(petition, cast, now + LATER)
    for who in (cast.recorder, cast.organizer, cast.admin, cast.leader):
        for decide in (
            lambda who=who: actions.confirm(proposal, by=who, at=now + LATER, envelope="封01"),
            lambda who=who: actions.refuse(proposal, by=who, at=now + LATER),
        ):
            with pytest.raises(NotAllowed):
                decide()
    assert loaded(petition.pk).content and SealingProposal.objects.count() == 1


def test_a_person_with_both_roles_does_not_confirm_the_own_proposal(petition, cast, now):
    cast.recorder.role_rows.create(role="liaison")
    both = type(cast.recorder).objects.get(pk=cast.recorder.pk)
    proposal = propose(petition, cast, now + LATER)
    with pytest.raises(NotPossible):
        actions.confirm(proposal, by=both, at=now + LATER, envelope="封01")
    assert loaded(petition.pk).content


def test_another_envelope_is_refused_at_its_field(petition, cast, now):
    proposal = propose(petition, cast, now + LATER)
    with pytest.raises(NotPossible) as refusal:
        actions.confirm(proposal, by=cast.liaison, at=now + LATER, envelope="封02")
    assert refusal.value.field == "envelope" and loaded(petition.pk).content


def test_a_matter_is_proposed_once_and_decided_once(petition, cast, now):
    proposal = propose(petition, cast, now + LATER)
    with pytest.raises(NotPossible):
        actions.correct(loaded(petition.pk), by=cast.organizer, at=now + LATER, **SEALED)
    actions.refuse(proposal, by=cast.liaison, at=now + LATER)
    with pytest.raises(NotPossible):
        actions.confirm(proposal, by=cast.liaison, at=now + LATER, envelope="封01")
    assert loaded(petition.pk).content
    told = Message.objects.get(kind="petitions/sealing_refused")
    assert (told.to, told.facts) == (cast.recorder, {"number": petition.number})


def test_the_liaison_is_told_without_a_word_about_the_matter(petition, cast, now):
    proposal = propose(petition, cast, now + LATER)
    told = Message.objects.get(kind="petitions/sealing_proposed")
    assert (told.to, told.facts) == (cast.liaison, {})
    assert "收礼" not in proposal.said_sealed and "封" not in proposal.said_sealed
    assert "收礼" not in str(list(AuditEntry.objects.values_list("facts", flat=True)))


@pytest.mark.parametrize("state", ["replied", "closed", "on the spot", "again"])
def test_what_was_answered_or_closed_goes_by_a_recorded_decision_only(event, cast, now, office, state):
    case = factory.case(event, by=cast.recorder, at=now, **(
        {"outcome": "answered", "answer": "已说明", "unit": office.zj} if state == "on the spot" else
        {"unit": office.zj}
    ))  # fmt: skip
    at = now + timedelta(days=30)
    if state != "on the spot":
        case = factory.replied(case, cast, now)
        ledger.rate(case, at=now + timedelta(days=4), office="satisfied", unit="satisfied", solved="yes")
        if state == "again":
            ledger.handle_again(factory.fresh(case.pk), by=cast.supervisor, at=at, reason="x")
        if state == "closed":
            ledger.call_back(factory.fresh(case.pk), by=cast.supervisor, at=at, reached=True, solved="yes")
            ledger.close(factory.fresh(case.pk), by=cast.supervisor, at=at)
    proposal = propose(case.petition, cast, at)
    before = Case.objects.get(pk=case.pk).status
    with pytest.raises(NotPossible) as refusal:
        actions.confirm(proposal, by=cast.liaison, at=at, envelope="封01")
    assert refusal.value.field == "decision" and loaded(case.pk).content
    assert Rating.objects.count() == (0 if state == "on the spot" else 1)
    proposal = SealingProposal.objects.get()
    actions.confirm(proposal, by=cast.liaison, at=at, envelope="封01", decision="县纪委监委〔2026〕3号")
    assert not loaded(case.pk).content and not Rating.objects.exists()
    entry = AuditEntry.objects.get(kind="followup.case", act="set_out_anew")
    assert entry.facts == {"from": before, "to": "closed"}
    actions.take_in(by=None, at=at + timedelta(hours=9))
    stub = SealedStub.objects.get()
    assert stub.decision == "县纪委监委〔2026〕3号"
    assert AuditEntry.objects.get(act="seal").facts == {}
    assert AuditEntry.objects.get(act="confirm").by == cast.liaison


def test_alone_too_a_matter_the_unit_has_answered_does_not_go(event, cast, now, office):
    case = factory.case(event, by=cast.recorder, at=now, unit=office.zj)
    Case.objects.filter(pk=case.pk).update(status="replied")
    with pytest.raises(NotPossible):
        actions.correct(loaded(case.pk), by=cast.recorder, at=now, **SEALED)
    assert loaded(case.pk).content


@pytest.mark.usefixtures("english")
def test_from_the_form_to_the_decision(petition, as_, cast, now):
    with time_machine.travel(now + LATER, tick=False):
        desk, url = as_(cast.recorder), f"/petitions/{petition.number}/correct"
        version = desk.get(url).context["form"]["version"].value()
        sent = {"version": version, "nature": "accusation", "envelope": "封01", "organ": "县纪委监委"}
        refused = desk.post(url, sent)
        assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reason"])
        done = desk.post(url, {**sent, "reason": "性质弄错"}, follow=True)
        assert "Nothing is erased before the envelope is confirmed." in done.content.decode()
        assert "The liaison decides by the envelope." in desk.get(url).content.decode()
        liaison, page = as_(cast.liaison), f"/stubs/proposals/{SealingProposal.objects.get().pk}"
        assert page in liaison.get("/stubs").content.decode()
        shown = liaison.get(page).content.decode()
        assert "性质弄错" in shown and petition.content not in shown and petition.number not in shown
        assert "封01" not in shown
        wrong = liaison.post(page, {"version": 1, "confirmed": "yes"})
        assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["envelope"])
        assert liaison.post(page, {"version": 1, "confirmed": "yes", "envelope": "封01"}).status_code == 302
        assert liaison.get(page).status_code == 404
    assert not loaded(petition.pk).content


def test_the_decision_does_not_hang_on_what_the_proposer_may_do_by_then(petition, cast, now, office, event):
    """A colleague proposed it on the day; the liaison decides when the duty is over and the account switched off."""
    colleague = type(cast.recorder).objects.create_user("suhe", None, name="苏禾", unit=office.xf, roles=["recorder"])
    Duty.objects.create(
        event=event, user=colleague, kind="recorder", desk=event.desk1, since=event.date, until=event.date
    )
    with time_machine.travel(now + LATER, tick=False):
        actions.correct(loaded(petition.pk), by=colleague, at=now + LATER, **SEALED)
    Duty.objects.all().delete()
    type(colleague).objects.filter(pk=colleague.pk).update(is_active=False)
    actions.confirm(SealingProposal.objects.get(), by=cast.liaison, at=now + timedelta(days=3), envelope="封01")
    assert not loaded(petition.pk).content
    acts = AuditEntry.objects.filter(act__in=["propose", "confirm", "correct"]).order_by("pk")
    assert [(entry.act, entry.by) for entry in acts] == [
        ("propose", colleague),
        ("confirm", cast.liaison),
        ("correct", None),
    ]


@pytest.mark.usefixtures("english")
def test_the_liaison_reads_the_recorded_decision_beside_the_envelope(as_, cast, now, event):
    said = {"envelope": "封7", "organ": "县纪委监委", "decision": "县纪委监委〔2026〕3号"}
    SealedStub.objects.create(number="F20260518-AAAA", received_on=now.date(), **said)
    with time_machine.travel(now, tick=False):
        assert said["decision"] in as_(cast.liaison).get("/stubs").content.decode()
