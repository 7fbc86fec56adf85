"""One matter, once: number, visit, person, unit, date."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from events.models import Desk, Duty, Event
from petitions import actions, queries
from petitions.models import Petition, Petitioner, SealedStub, Ticket, Visit, WaitingEnvelope
from plaza.core import masking
from plaza.core.errors import AlreadySaved, NotPossible
from plaza.core.models import AuditEntry
from plaza.core.signals import moved

pytestmark = pytest.mark.django_db


def test_a_matter_gets_number_visit_person_unit_and_date(take, event, office, cast, now):
    petition = Petition.objects.get(pk=take(people=2, representatives=["林可", "何望"]).pk)
    assert (petition.number, petition.unit, petition.promise_on) == ("20260518-0001", office.zj, date(2026, 6, 1))
    assert (petition.purpose, petition.route, petition.own_promise) == ("request", "R0", True)
    assert (petition.title, petition.registered_by) == ("东溪街道锦绣苑3号楼电梯半年坏7次", cast.recorder)
    assert (petition.visit.people, petition.visit.petitioners.count(), petition.visit.ended_at) == (2, 2, now)
    assert AuditEntry.objects.get(act="register").facts == {"outcome": "assigned", "late": False}


def test_who_came_is_sealed_masked_and_found_by_index(take):
    person = take(idno="000000199001010017", address="东溪街道锦绣苑3号楼", district="东溪街道").petitioner
    row = Petitioner.objects.get(pk=person.pk)
    assert (row.name, row.phone_mask, row.idno_mask) == ("林可", "138****0001", "000************017")
    assert masking.open_sealed(row, "phone") == "13800000001"
    assert row.phone_index == masking.index("phone", "13800000001")
    assert row.phone_tail_index == masking.index("phone_tail", "0001")
    assert masking.open_sealed(row, "address") == "东溪街道锦绣苑3号楼"
    stored = str(Petitioner.objects.filter(pk=row.pk).values().get())
    assert [word for word in ("13800000001", "000000199001010017", "锦绣苑") if word in stored] == []


def test_the_same_form_twice_is_one_matter(take):
    first, again = take(key="a" * 16), take(key="a" * 16)
    assert (first.pk, Petition.objects.count(), Visit.objects.count()) == (again.pk, 1, 1)


def test_the_same_form_with_other_content_says_what_was_saved(take):
    first = take(key="a" * 16)
    with pytest.raises(AlreadySaved) as refusal:
        take(key="a" * 16, content="另一件事情，与前面不同。")
    assert (refusal.value.submission.label, Petition.objects.count()) == (first.number, 1)


@pytest.mark.django_db(transaction=True)
def test_the_same_form_arriving_at_once_from_ten_threads_is_one_matter(take):
    gate, numbers = threading.Barrier(10), []

    def send():
        try:
            gate.wait(timeout=20)
            numbers.append(take(key="a" * 16).number)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(numbers), len(set(numbers)), Petition.objects.count(), Visit.objects.count()) == (10, 1, 1, 1)


def test_a_second_matter_of_the_same_visit_counts_no_second_batch(take, office):
    first = take(people=3)
    second = take(visit=first.visit, category=office.labour, content="工资欠了两个月。", name="", phone="")
    assert (second.visit, second.petitioner) == (first.visit, first.petitioner)
    assert (Visit.objects.count(), Petition.objects.count()) == (1, 2)


def test_without_the_petitioners_word_settled_counts_as_answered(take):
    assert take(outcome="settled", answer="物业当场退还押金。").outcome == "answered"
    assert take(outcome="settled", answer="物业当场退还押金。", confirmed=True).outcome == "settled"


@pytest.mark.parametrize("outcome", ["settled", "answered", "guided"])
def test_an_outcome_on_the_spot_needs_the_answer_given(take, outcome):
    with pytest.raises(NotPossible) as refusal:
        take(outcome=outcome, answer=" ")
    assert (refusal.value.field, Petition.objects.count(), Visit.objects.count()) == ("answer", 0, 0)
    assert take(outcome=outcome, answer="已解释。").promise_on is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"outcome": ""}, "outcome"),
        ({"category": None}, "category"),
        ({"content": " "}, "content"),
        ({"name": ""}, "name"),
        ({"people": 0}, "people"),
        ({"people": 9, "representatives": ["甲", "乙", "丙", "丁", "戊", "己"]}, "representatives"),
        ({"promise_on": date(2026, 5, 17)}, "promise_on"),
        ({"promise_on": date(2027, 5, 17)}, "promise_on"),
    ],
)
def test_what_cannot_stand_is_refused_beside_its_field(take, wrong, field):
    with pytest.raises(NotPossible) as refusal:
        take(**wrong)
    assert (refusal.value.field, Petition.objects.count()) == (field, 0)


@pytest.mark.parametrize("day", [date(2026, 5, 18), date(2026, 6, 4)])
def test_the_day_of_the_reception_and_the_last_day_of_the_law_may_be_told(take, day):
    assert take(promise_on=day).promise_on == day
    beyond = day + timedelta(days=1 if day.month == 6 else -1)
    with pytest.raises(NotPossible):
        take(promise_on=beyond)


def test_five_people_may_speak_and_are_a_group(take):
    five = ["甲", "乙", "丙", "丁", "戊"]
    visit = take(people=5, representatives=five, name="甲").visit
    assert ([row.name for row in visit.petitioners.order_by("pk")], visit.is_group) == (five, True)
    assert not take(people=4).visit.is_group


def test_the_unit_complained_of_is_not_made_responsible(take, office):
    petition = take(complained_unit=office.zj)
    assert (petition.unit, petition.own_promise, petition.promise_on) == (None, False, date(2026, 6, 1))
    with pytest.raises(NotPossible) as refusal:
        take(complained_unit=office.rs, unit=office.rs)
    assert refusal.value.field == "unit"


def test_only_the_desks_own_unit_promises(take, office):
    assert take(unit=office.rs).own_promise is False


def test_a_late_entry_has_its_true_time_and_the_days_number(take, event, now):
    Event.objects.filter(pk=event.pk).update(status="closed")
    event.refresh_from_db()
    petition = take(late=True, desk=None, at=now + timedelta(days=2), registered_at=now)
    assert (petition.number[:8], petition.registered_at) == ("20260518", now)
    assert petition.entered_at == now + timedelta(days=2)
    with pytest.raises(NotPossible):
        take(at=now)
    for wrong in (now + timedelta(days=9), now - timedelta(days=1)):
        with pytest.raises(NotPossible) as refusal:
            take(late=True, at=now + timedelta(days=2), registered_at=wrong)
        assert refusal.value.field == "registered_at"


def test_the_ledger_is_told_in_the_same_transaction(take):
    def veto(sender, obj, action, **kwargs):
        if action == "register":
            raise NotPossible("no")

    moved.connect(veto, sender=Petition)
    try:
        with pytest.raises(NotPossible):
            take()
    finally:
        moved.disconnect(veto, sender=Petition)
    assert (Petition.objects.count(), Visit.objects.count(), Petitioner.objects.count()) == (0, 0, 0)


def test_matters_before_are_counted_without_confidential_ones_and_the_look_is_logged(take, event, cast, now):
    take(confidential=True)
    old = take(at=now - timedelta(hours=1))
    found = actions.look_earlier(event.desk1, by=cast.recorder, at=now, phone="13800000001")
    assert found == {"count": 1, "last": old.registered_at}
    assert AuditEntry.objects.get(act="look_earlier").facts["count"] == 1
    assert take(linked=True).earlier == old


def test_a_matter_of_a_rehearsal_is_no_earlier_matter(take, event, cast, now):
    take()
    Event.objects.filter(pk=event.pk).update(rehearsal=True)
    assert actions.look_earlier(event.desk1, by=cast.recorder, at=now, phone="13800000001")["count"] == 0


def test_the_list_of_the_day_holds_this_day_only(cast, take, event, now):
    yesterday = now - timedelta(days=1)
    before, this = take(at=yesterday, registered_at=yesterday), take()
    assert list(queries.registered_today(event.desk1, cast.recorder, at=now)) == [this]
    assert list(queries.registered_today(event.desk1, cast.recorder, at=yesterday)) == [before]


def test_each_day_counts_its_matters_from_one(take, now):
    tomorrow = now + timedelta(days=1)
    numbers = [take().number, take().number, take(at=tomorrow, registered_at=tomorrow).number]
    assert numbers == ["20260518-0001", "20260518-0002", "20260519-0001"]


def test_an_accusation_leaves_a_stub_and_an_ordinary_confidential_line(take, office):
    petition = take(nature="accusation", envelope="封007", organ="县纪委监委", content="某某收钱", name="林可")
    row = Petition.objects.get(pk=petition.pk)
    assert (row.nature, row.purpose, row.category, row.outcome) == ("request", "other", office.other, "guided")
    assert (row.confidential, row.bare_line, row.petitioner, row.content) == (True, True, None, "")
    assert (WaitingEnvelope.objects.count(), SealedStub.objects.count(), Petitioner.objects.count()) == (1, 0, 0)


def test_a_ticket_that_was_used_already_does_not_lend_its_person_to_somebody_else(event, cast, office, now, take):
    """Two desk pages stood on one ticket: the second registers whom it names."""
    actions.issue(event, key="ticket-used-twice-01", by=cast.volunteer, at=now)
    ticket = actions.call_next(event.desk1, by=cast.recorder, at=now)
    first = take(ticket=ticket, name="林可", phone="13800000001", people=1)
    second = take(ticket=ticket, name="赵岚", phone="13800000002", people=3)
    assert (first.petitioner.name, first.visit.ticket_id) == ("林可", ticket.pk)
    assert (second.petitioner.name, second.visit.people, second.visit.ticket_id) == ("赵岚", 3, None)


def test_a_ticket_of_another_event_is_not_finished_here(event, cast, office, now, take):
    other = Event.objects.create(
        name="另一天",
        date=event.date,
        venue="广场",
        lead_unit=office.xf,
        status="open",
        made_by=cast.organizer,
        made_at=now,
    )
    desk = Desk.objects.create(event=other, number=1, unit=office.zj)
    Duty.objects.create(event=other, user=cast.recorder, kind="recorder", desk=desk, since=event.date, until=event.date)
    actions.issue(other, key="ticket-of-the-other-day", by=cast.volunteer, at=now)
    ticket = actions.call_next(desk, by=cast.recorder, at=now)
    petition = take(ticket=ticket)
    assert (petition.event, petition.visit.event) == (event, event)
    assert Ticket.objects.get(pk=ticket.pk).status == "called"
