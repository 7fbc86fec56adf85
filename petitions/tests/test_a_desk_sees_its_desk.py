"""A recorder has the own desk's matters of the day; more only for a reason that is kept; some not at all."""

from datetime import timedelta

import pytest
import time_machine

from events.models import Duty
from petitions import actions, queries
from petitions.models import Correction, Petition
from plaza.core.errors import NotAllowed, NotPossible
from plaza.core.models import Reveal, User
from plaza.tests.html import steady

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day", "english")]
PAGES = ("correct", "reprint", "receipt", "form", "notice")


@pytest.fixture
def people(event, cast, office):
    """A colleague at the same desk, one at the other, a lead recorder without a desk, one of another unit."""

    def recorder(name, unit, desk):
        user = User.objects.create_user(name, None, name=name, unit=unit, roles=["recorder"])
        Duty.objects.create(event=event, user=user, kind="recorder", desk=desk, since=event.date, until=event.date)
        return user

    cast.same = recorder("same", office.xf, event.desk1)
    cast.other = recorder("other", office.xf, event.desk2)
    cast.lead = recorder("lead", office.xf, None)
    cast.ours = recorder("ours", office.zj, event.desk1)
    return cast


def answers(client, number) -> set:
    return {(r := client.get(f"/petitions/{number}/{page}")).status_code and _kind(r, number) for page in PAGES}


def _kind(response, number) -> str:
    if response.status_code == 302:
        return "reason" if f"/petitions/{number}/open" in response.url else "check"
    return str(response.status_code)


def test_the_own_desk_another_desk_and_the_lead(take, as_, people):
    number = take().number
    assert answers(as_(people.recorder), number) == {"200"}
    assert answers(as_(people.same), number) == {"200", "check"}
    assert answers(as_(people.other), number) == {"reason"}
    assert answers(as_(people.lead), number) == {"reason"}
    assert answers(as_(people.organizer), number) == {"200", "check"}


def test_a_confidential_matter_does_not_exist_for_whoever_did_not_register_it(take, as_, people):
    number = take(confidential=True).number
    assert answers(as_(people.recorder), number) == {"200"}
    for who in (people.same, people.other, people.lead):
        assert answers(as_(who), number) == {"404"}
        assert as_(who).get(f"/petitions/{number}/open").status_code == 404
    assert answers(as_(people.organizer), number) == {"200", "check"}


def test_nor_one_that_complains_of_the_own_unit(take, as_, people, office, event):
    number = take(complained_unit=office.zj, category=office.labour).number
    assert answers(as_(people.ours), number) == {"404"}
    assert answers(as_(people.same), number) == {"200", "check"}
    shown = as_(people.ours).get(f"/desks/{event.desk1.pk}/today")
    assert (number in shown.content.decode(), "0 matters" in shown.content.decode()) == (False, True)
    User.objects.filter(pk=people.organizer.pk).update(unit=office.zj)
    assert answers(as_(User.objects.get(pk=people.organizer.pk)), number) == {"404"}


def test_nor_one_that_complains_of_a_unit_that_the_own_has_succeeded(take, as_, people, office):
    number = take(complained_unit=office.rs, category=office.building).number
    assert answers(as_(people.ours), number) == {"200", "check"}
    type(office.rs).objects.filter(pk=office.rs.pk).update(succeeded_by=office.zj)
    assert answers(as_(people.ours), number) == {"404"}


def test_what_is_not_there_and_what_one_may_not_know_answer_alike(take, as_, people):
    hidden = take(confidential=True).number
    client = as_(people.same)
    for page in (*PAGES, "open"):
        answers = [str(steady(client.get(f"/petitions/{n}/{page}"))).replace(n, "") for n in (hidden, "20260518-9999")]
        assert answers[0] == answers[1] and answers[0].startswith("(404")


def test_yesterdays_matters_are_not_at_hand_today(take, as_, people, now, event):
    number = take().number
    Duty.objects.update(until=now.date() + timedelta(days=1))
    with time_machine.travel(now + timedelta(days=1), tick=False):
        assert answers(as_(people.recorder), number) == {"reason"}
        assert answers(as_(people.same), number) == {"reason"}


def test_a_reason_opens_for_ten_minutes_and_is_kept(take, as_, people, now):
    petition = take()
    client, url = as_(people.lead), f"/petitions/{petition.number}/open?to=reprint"
    assert client.post(url, {}).status_code == 422
    assert "Say which reason." in client.post(url, {"purpose": "other"}).content.decode()
    assert client.post(url, {"purpose": "desk"}).url == f"/petitions/{petition.number}/reprint"
    look = Reveal.objects.get()
    assert (look.by, look.kind, look.object_id, look.purpose) == (
        people.lead,
        "petitions.petition",
        petition.pk,
        "desk",
    )
    assert answers(client, petition.number) == {"200", "check"}
    with time_machine.travel(now + timedelta(minutes=10), tick=False):
        assert answers(client, petition.number) == {"reason"}
    assert answers(as_(people.other), petition.number) == {"reason"}


def test_below_the_page_too(take, people, now):
    petition = take()
    for who in (people.other, people.lead):
        with pytest.raises(NotAllowed):
            actions.correct(petition, by=who, at=now, place="x", reason="y")
        with pytest.raises(NotAllowed):
            actions.reprint(petition, by=who, at=now, checked="id")
    hidden = take(confidential=True)
    for who in (people.other, people.lead, people.same):
        with pytest.raises(NotAllowed):
            actions.open_for(hidden, by=who, at=now, purpose="desk")


def test_a_later_correction_shows_no_clear_name_and_keeps_it_when_left_empty(take, as_, people, now):
    petition = take(name="林可欣")
    client, url = as_(people.same), f"/petitions/{petition.number}/correct"
    page = client.get(url)
    assert "林可欣" not in page.content.decode() and "林*欣" in page.content.decode()
    form = page.context["form"]
    given = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False, "")}
    assert client.post(url, {**given, "place": "锦绣苑", "reason": "漏填"}).status_code == 302
    stored = Petition.objects.get(pk=petition.pk)
    assert (stored.place, stored.petitioner.name) == ("锦绣苑", "林可欣")
    assert client.post(url, {**given, "version": 2, "name": "林可馨", "reason": "同音"}).status_code == 302
    assert Petition.objects.get(pk=petition.pk).petitioner.name == "林可馨"
    assert "林可欣" not in client.get(url).content.decode()


def test_a_paper_with_the_name_is_a_look_for_a_minute(take, as_, people, now):
    petition = take()
    first = as_(people.recorder)
    assert "Refresh" not in first.get(f"/petitions/{petition.number}/form").headers
    assert not Reveal.objects.exists()
    with time_machine.travel(now + timedelta(minutes=11), tick=False):
        sent = {"version": 1, "checked": "id"}
        first.post(f"/petitions/{petition.number}/reprint", sent)
        for kind in ("receipt", "form", "notice"):
            page = first.get(f"/petitions/{petition.number}/{kind}")
            assert ("林可" in page.content.decode(), "Refresh" in page.headers) == (kind != "receipt",) * 2
    looks = [(look.by, look.field, look.purpose) for look in Reveal.objects.order_by("pk")]
    assert looks == [(people.recorder, "name", "paper: form"), (people.recorder, "name", "paper: notice")]


def test_confidentiality_is_given_up_by_the_petition_office_alone(take, as_, people, now):
    petition = take(confidential=True)
    page = as_(people.recorder).get(f"/petitions/{petition.number}/correct")
    assert "confidential" not in page.context["form"].fields
    with pytest.raises(NotPossible) as refusal:
        actions.correct(petition, by=people.recorder, at=now, confidential=False)
    assert refusal.value.field == "confidential"
    with pytest.raises(NotAllowed):
        actions.disclose(petition, by=people.recorder, at=now, wish="writing")
    assert as_(people.recorder).get(f"/petitions/{petition.number}/disclose").status_code == 403
    office, url = as_(people.organizer), f"/petitions/{petition.number}/disclose"
    assert url in office.get(f"/petitions/{petition.number}/correct").content.decode()
    assert office.post(url, {"version": 1}).status_code == 422
    assert office.post(url, {"version": 1, "wish": "person"}).status_code == 302
    assert not Petition.objects.get(pk=petition.pk).confidential
    assert Correction.objects.get().before == {"confidential": True}
    assert office.get(url).status_code == 404


def test_nobody_adds_a_matter_to_a_visit_that_is_not_their_own(take, as_, people, event, office, now):
    """Its petitioner would be theirs to read, and to rewrite."""
    hidden = take(confidential=True)
    sent = {
        "nature": "request",
        "category": office.building.pk,
        "content": "路灯不亮，要求修复。",
        "outcome": "assigned",
    }
    for who in (people.same, people.organizer):
        page = as_(who).get(f"/desks/{event.desk1.pk}?visit={hidden.visit_id}")
        assert "name" in page.context["form"].fields
        key = page.context["form"]["key"].value()
        answer = as_(who).post(f"/desks/{event.desk1.pk}", {**sent, "key": key, "visit": hidden.visit_id})
        assert (answer.status_code, Petition.objects.count()) == (422, 1)
        with pytest.raises(NotAllowed):
            take(by=who, visit=hidden.visit)
    mine = as_(people.recorder).get(f"/desks/{event.desk1.pk}?visit={hidden.visit_id}")
    assert "name" not in mine.context["form"].fields
    with time_machine.travel(now + timedelta(days=1), tick=False):
        Duty.objects.update(until=now.date() + timedelta(days=1))
        tomorrow = as_(people.recorder).get(f"/desks/{event.desk1.pk}?visit={hidden.visit_id}")
        assert "name" in tomorrow.context["form"].fields


def test_correcting_a_person_is_kept_with_each_of_the_persons_matters(take, people, now, office):
    first = take()
    second = take(visit=first.visit, category=office.labour, content="工资欠了两个月。")
    actions.correct(first, by=people.recorder, at=now, name="林珂", place="锦绣苑")
    kept = {row.petition_id: row.before for row in Correction.objects.all()}
    assert kept == {first.pk: {"name": "林可", "place": ""}, second.pk: {"name": "林可"}}


def test_earlier_matters_are_those_that_exist_for_the_person(take, people, now, event, office):
    take(complained_unit=office.zj, category=office.labour)
    assert actions.look_earlier(event.desk1, by=people.ours, at=now, phone="13800000001")["count"] == 0
    assert actions.look_earlier(event.desk1, by=people.same, at=now, phone="13800000001")["count"] == 1
    assert take(by=people.ours, linked=True).earlier is None


def test_a_visit_with_a_matter_of_a_colleague_is_nobodys(take, people, now, office):
    first = take()
    second = take(visit=first.visit, category=office.labour, content="工资欠了两个月。")
    assert queries.visits_of(people.recorder, at=now).get() == first.visit
    Petition.objects.filter(pk=second.pk).update(registered_by=people.same)
    for who in (people.recorder, people.same):
        assert not queries.visits_of(who, at=now).exists()
