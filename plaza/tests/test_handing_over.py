"""Who moves or leaves hands over: a list, one act, a stand-in until then; nobody who is off is told anything."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from events.models import Duty, Task
from followup import actions as ledger
from followup.models import Case, Reminder
from followup.tests import factory
from plaza.core import outbox
from plaza.core.errors import NotAllowed, NotPossible
from plaza.core.models import AuditEntry, FormerUnit, Message, Unit, User
from plaza.office import actions, succession

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


@pytest.fixture
def desk(as_, cast):
    client = as_(cast.admin)
    client.cookies["plaza_language"] = "en"
    return client


@pytest.fixture
def case(event, cast, office, now):
    """In the hands of cast.handler; T12 and T17 are due on 1 June."""
    row = factory.case(event, by=cast.recorder, at=now, unit=office.zj)
    ledger.sign(row, by=cast.handler, at=now)
    ledger.accept(row, by=cast.handler, at=now, channel="phone")
    return factory.fresh(row.pk)


def url(name, person):
    return reverse(f"office:{name}", args=[person.pk])


def reminded(at) -> set[str]:
    Reminder.objects.all().delete()
    ledger.remind_due(at=at)
    return set(Reminder.objects.values_list("person__username", flat=True))


@pytest.fixture
def soon(now):
    return now + timedelta(days=9)  # three working days before the date


def test_the_page_lists_what_is_in_hand_and_one_act_hands_it_over(desk, case, cast):
    assert "1 open matter" in desk.get(url("user", cast.handler)).text
    page = desk.get(url("hand_over", cast.handler)).text
    assert case.number in page and case.petition.title not in page
    sent = {"version": cast.handler.version, "to": cast.handler2.pk, "parts": ["cases"]}
    assert desk.post(url("hand_over", cast.handler), sent).status_code == 302
    assert Case.objects.get(pk=case.pk).handler == cast.handler2
    entry = AuditEntry.objects.get(act="hand_over", kind="core.user")
    assert (entry.facts["person"], entry.facts["cases"]) == ("xieyu", 1)
    assert "Nothing is open." in desk.get(url("user", cast.handler)).text


def test_tasks_and_duties_go_over_too(cast, office, event, now):
    other = User.objects.create_user("sunhe", None, name="孙禾", unit=office.xf, roles=["organizer"])
    Task.objects.create(event=event, title="公告", phase="day", offset=0, due_on=event.date, owner=cast.organizer)
    Duty.objects.create(event=event, user=cast.organizer, kind="organizer", since=event.date, until=event.date)
    parts = ["tasks", "duties"]
    assert succession.hand_over(cast.organizer, to=other, parts=parts, by=cast.admin, at=now) == 2
    assert Task.objects.get().owner == other
    assert Duty.objects.get(kind="organizer").user == other
    assert {"events.task", "events.duty"} <= set(
        AuditEntry.objects.filter(act="hand_over").values_list("kind", flat=True)
    )


def test_a_duty_that_the_other_has_already_is_not_doubled(cast, office, event, now):
    other = User.objects.create_user("sunhe", None, name="孙禾", unit=office.xf, roles=["recorder"])
    Duty.objects.create(event=event, user=other, kind="recorder", desk=event.desk1, since=event.date, until=event.date)
    succession.hand_over(cast.recorder, to=other, parts=["duties"], by=cast.admin, at=now)
    assert list(Duty.objects.values_list("user__username", flat=True)) == ["sunhe"]


def test_who_may_not_have_it_does_not_get_it_and_nothing_is_half_done(cast, office, event, case, now):
    Duty.objects.create(event=event, user=cast.handler, kind="recorder", since=event.date, until=event.date)
    with pytest.raises(NotPossible):
        succession.hand_over(cast.handler, to=cast.handler2, parts=["cases", "duties"], by=cast.admin, at=now)
    Task.objects.create(event=event, title="公告", phase="day", offset=0, due_on=event.date, owner=cast.handler)
    with pytest.raises(NotPossible):
        succession.hand_over(cast.handler, to=cast.handler2, parts=["cases", "tasks"], by=cast.admin, at=now)
    assert Case.objects.get(pk=case.pk).handler == cast.handler


@pytest.mark.parametrize("to", ["outsider", "leader", "handler"])
def test_it_goes_to_somebody_who_can_take_it(cast, case, now, to):
    with pytest.raises(NotPossible):
        succession.hand_over(cast.handler, to=getattr(cast, to), parts=["cases"], by=cast.admin, at=now)


@pytest.mark.parametrize("who", ["organizer", "head", "leader"])
def test_only_an_administrator_hands_over(cast, case, now, who):
    with pytest.raises(NotAllowed):
        succession.hand_over(cast.handler, to=cast.handler2, parts=["cases"], by=getattr(cast, who), at=now)


def test_a_form_without_a_choice_keeps_the_page(desk, case, cast):
    page = desk.post(url("hand_over", cast.handler), {"version": cast.handler.version})
    assert page.status_code == 422 and "Choose what is handed over." in page.text


def test_who_moved_is_not_reminded_but_the_unit_is_until_it_is_handed_over(cast, office, case, now, soon):
    assert reminded(soon) == {"gaoyan"}
    person = User.objects.get(pk=cast.handler.pk)
    actions.change_user(person, {"unit": office.rs}, roles=["handler"], by=cast.admin, at=now)
    assert FormerUnit.objects.get().unit == office.zj
    assert reminded(soon) == {"xieyu", "hejianping"}
    succession.hand_over(person, to=cast.handler2, parts=["cases"], by=cast.admin, at=now)
    assert reminded(soon) == {"xieyu"}


def test_who_is_moved_or_switched_off_is_shown_what_is_to_be_handed_over(desk, cast, office, case):
    sent = {"version": cast.handler.version, "name": "高岩", "unit": office.rs.pk, "roles": ["handler"]}
    page = desk.post(url("user", cast.handler), sent)
    assert page.url == url("hand_over", cast.handler)
    assert "is to be handed over" in desk.get(page.url).text
    person = User.objects.get(pk=cast.handler.pk)
    page = desk.post(url("switch", person), {"version": person.version, "to": "off"}, follow=True)
    assert "What was in hand is to be handed over." in page.text and url("hand_over", person) in page.text


def test_the_stand_in_is_told_until_the_work_is_handed_over(desk, cast, case, now, soon):
    sent = {"version": cast.handler.version, "name": "高岩", "unit": case.lead_unit_id, "roles": ["handler"]}
    assert desk.post(url("user", cast.handler), sent | {"stand_in": cast.handler2.pk}).status_code == 302
    assert reminded(soon) == {"gaoyan", "xieyu"}
    person = User.objects.get(pk=cast.handler.pk)
    actions.switch_off(person, by=cast.admin, at=now)
    assert reminded(soon) == {"xieyu"}
    succession.hand_over(person, to=cast.head, parts=["cases"], by=cast.admin, at=now)
    assert reminded(soon) == {"hejianping"}
    assert User.objects.get(pk=person.pk).stand_in is None


def test_nobody_stands_in_for_themselves_nor_somebody_who_is_off(cast, now):
    User.objects.filter(pk=cast.handler2.pk).update(is_active=False)
    for one in (cast.handler, User.objects.get(pk=cast.handler2.pk)):
        with pytest.raises(NotPossible):
            actions.change_user(cast.handler, {"stand_in": one}, roles=["handler"], by=cast.admin, at=now)


def test_of_a_unit_without_accounts_in_use_the_petition_office_is_reminded_at_every_step(cast, case, now, soon):
    User.objects.filter(unit=case.lead_unit).update(is_active=False)
    due = now + timedelta(days=14)
    for at in (soon, due, due + timedelta(days=1)):
        assert reminded(at) == {"zhoumin"}


def test_of_a_unit_that_is_off_the_petition_office_is_reminded(cast, case, soon):
    User.objects.filter(unit=case.lead_unit).update(is_active=False)
    Unit.objects.filter(pk=case.lead_unit_id).update(active=False)
    assert reminded(soon) == {"zhoumin"}


def test_a_returned_draft_reaches_the_unit_when_its_writer_is_gone(cast, case, now):
    draft = {"text": "已修好。", "basis": "条例", "conclusion": "supported"}
    ledger.draft_reply(case, by=cast.handler, at=now, **draft)
    User.objects.filter(pk=cast.handler.pk).update(is_active=False)
    ledger.return_reply(factory.fresh(case.pk), by=cast.head, at=now, note="请写明依据")
    told = Message.objects.filter(kind="followup/reply_returned").values_list("to__username", flat=True)
    assert set(told) == {"xieyu", "hejianping"}


def test_the_outbox_page_says_why_a_mail_was_not_sent(desk, cast, now):
    User.objects.filter(pk=cast.handler.pk).update(email="gaoyan@example.org")
    outbox.post("test", key="k", to=[User.objects.get(pk=cast.handler.pk)], at=now)
    actions.switch_off(User.objects.get(pk=cast.handler.pk), by=cast.admin, at=now)
    outbox.deliver_due(at=now)
    assert mail.outbox == []
    assert "This account is switched off." in desk.get(reverse("office:messages")).text


def test_two_people_of_one_name_are_told_apart_where_one_is_chosen(as_, desk, event, cast, office, case):
    for username, post in (("liqiang1", "科员"), ("liqiang2", "")):
        User.objects.create_user(username, None, name="李强", post=post, unit=office.zj, roles=["handler", "organizer"])
    pages = {
        reverse("followup:act", args=[case.number, "name_handler"]): cast.head,
        reverse("events:people", args=[event.pk]): cast.organizer,
        reverse("events:task_new", args=[event.pk]): cast.organizer,
        reverse("office:audit"): cast.admin,
        url("hand_over", cast.handler): cast.admin,
        url("user", cast.handler): cast.admin,
    }
    for page, person in pages.items():
        text = as_(person).get(page).text
        assert "liqiang2" in text and "科员" in text, page
