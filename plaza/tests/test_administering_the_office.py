"""Small pages of the administrator: office, units, categories, calendar, record of acts, unsent messages."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from plaza.core import calendar, chain, outbox
from plaza.core.models import AuditEntry, CalendarDay, CalendarYear, Category, Message, Office, Unit

pytestmark = pytest.mark.django_db
KEY = "key-of-the-new-row"
OFFICE = {
    "version": 1,
    "name": "青禾县广场接访",
    "signature": "青禾县信访局",
    "phone": "0000-886 0018",
    "division": "000000",
    "default_language": "zh-hans",
    "languages": ["zh-hans", "zh-hant", "en"],
    "promise_days": 10,
    "public_pages": "on",
    "queue_by_default": "on",
}


@pytest.fixture
def desk(as_, cast):
    client = as_(cast.admin)
    client.cookies["plaza_language"] = "en"
    return client


def test_the_settings_are_changed_with_a_trace(desk, office):
    assert desk.post("/office/", OFFICE | {"phone": "0000-886 0019", "languages": ["zh-hans", "en"]}).status_code == 302
    row = Office.objects.get()
    assert (row.phone, row.languages, row.version) == ("0000-886 0019", "zh-hans,en", 2)
    entry = AuditEntry.objects.get(kind="core.office")
    assert entry.facts["fields"] == ["languages", "phone"]
    assert "0000-886 0019" in desk.get("/office/").text


def test_saving_without_a_change_writes_nothing(desk, office):
    assert desk.post("/office/", OFFICE).status_code == 302
    assert Office.objects.get().version == 1 and not AuditEntry.objects.exists()


def test_an_old_page_does_not_overwrite_the_settings(desk, office):
    desk.post("/office/", OFFICE | {"phone": "0000-886 0019"})
    assert desk.post("/office/", OFFICE | {"phone": "0000-886 0020"}).status_code == 409
    assert Office.objects.get().phone == "0000-886 0019"


def test_a_language_that_is_not_offered_cannot_be_the_default(desk, office):
    page = desk.post("/office/", OFFICE | {"languages": ["en"]})
    assert page.status_code == 422 and "must be one of those offered" in page.text


@pytest.mark.parametrize(("days", "status"), [("1", 302), ("90", 302), ("0", 422), ("91", 422), ("x", 422), ("", 422)])
def test_the_lengths_of_the_office_have_limits(desk, office, days, status):
    data = {
        "version": 1,
        "feedback_days": days,
        "rating_days": 30,
        "call_attempts": 3,
        "amber_days": 3,
        "idle_minutes": 30,
        "quiet_from": "21:00",
        "quiet_until": "08:00",
        "rolls_to_working_day": "on",
    }
    assert desk.post("/office/rules", data).status_code == status


def test_a_unit_is_added_changed_and_switched_off(desk, office):
    assert desk.post("/office/units/new", {"key": KEY, "code": "sw", "name": "县水务局"}).status_code == 302
    row = Unit.objects.get(code="SW")
    data = {"version": 1, "code": "SW", "name": "县水利局"}
    assert desk.post(f"/office/units/{row.pk}", data).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.succeeded_by, row.active) == ("县水利局", None, False)
    assert set(AuditEntry.objects.filter(kind="core.unit").values_list("act", flat=True)) == {"add", "edit"}
    assert "县水利局" in desk.get("/office/units").text


def test_a_second_unit_with_the_same_code_or_name_is_refused(desk, office):
    page = desk.post("/office/units/new", {"key": KEY, "code": "zj", "name": "县信访局"})
    assert page.status_code == 422
    assert "There is a unit with this code already." in page.text
    assert "There is a unit with this name already." in page.text


def test_a_unit_with_accounts_in_use_is_not_switched_off(desk, office):
    row = office.zj
    page = desk.post(
        f"/office/units/{row.pk}",
        {"version": 1, "code": "ZJ", "name": row.name, "short_name": row.short_name, "phone": row.phone},
    )
    assert page.status_code == 422 and "3 accounts in use" in page.text


def test_a_unit_does_not_stand_under_itself(desk, office):
    Unit.objects.filter(pk=office.rs.pk).update(parent=office.zj)
    row = office.zj
    data = {"version": 1, "code": "ZJ", "name": row.name, "parent": office.rs.pk, "active": "on"}
    page = desk.post(f"/office/units/{row.pk}", data)
    assert page.status_code == 422 and "cannot stand under itself" in page.text


def test_a_category_moves_to_another_unit(desk, office):
    row = office.building
    data = {
        "version": 1,
        "name": row.name,
        "unit": office.rs.pk,
        "promise_days": 15,
        "route": "R0",
        "position": 1,
        "active": "on",
    }
    assert desk.post(f"/office/categories/{row.pk}", data).status_code == 302
    assert Category.objects.get(pk=row.pk).unit == office.rs
    assert desk.post("/office/categories/new", data | {"key": KEY, "name": "新类"}).status_code == 302
    assert desk.post("/office/categories/new", data | {"key": KEY + "2", "name": "新类"}).status_code == 422


def test_a_year_without_a_notice_is_shown_as_provisional(desk, office, on_the_day):
    assert "2026: the official calendar" in desk.get("/office/calendar").text
    page = desk.get("/office/calendar?year=2031").text
    assert "2031: provisional, no notice entered yet" in page
    for odd in ("x", "99999999999999999999", "-1", "1999"):
        assert desk.get(f"/office/calendar?year={odd}").status_code == 200


def test_one_day_is_changed_and_changed_back(desk, office, on_the_day):
    day = date(2026, 5, 20)
    assert calendar.current().is_working(day)
    assert desk.post("/office/calendar", {"date": "2026-05-20", "kind": "rest", "name": "县庆"}).status_code == 302
    assert not calendar.current().is_working(day)
    assert AuditEntry.objects.get(act="change_day").facts == {"from": "", "to": "rest"}
    desk.post("/office/calendar", {"date": "2026-05-20", "kind": "", "name": ""})
    assert calendar.current().is_working(day)
    assert desk.post("/office/calendar", {"date": "no day", "kind": "rest"}).status_code == 422


def notice(year, count=12):
    days = [date(year, 1, 1 + n) for n in range(count)]
    return "date\tkind\tname\tnotice\n" + "".join(f"{day}\trest\t元旦\t国办发〔{year}〕9号\n" for day in days)


def test_a_notice_is_checked_and_then_entered(desk, office):
    page = desk.post("/office/calendar/import", {"text": notice(2031), "do": "check"})
    assert "The notice for 2031" in page.text and not CalendarYear.objects.filter(year=2031).exists()
    assert desk.post("/office/calendar/import", {"text": notice(2031), "do": "enter"}).status_code == 302
    assert CalendarDay.objects.filter(date__year=2031).count() == 12
    assert "2031: the official calendar" in desk.get("/office/calendar?year=2031").text


def test_a_notice_that_is_too_short_is_refused_with_its_text_kept(desk, office):
    page = desk.post("/office/calendar/import", {"text": notice(2031, 3), "do": "enter"})
    assert page.status_code == 422 and "2031-01-02" in page.text
    assert not CalendarYear.objects.filter(year=2031).exists()


def test_the_record_is_listed_narrowed_and_checked(desk, office, cast):
    desk.post("/office/", OFFICE | {"phone": "0000-886 0019"})
    desk.post("/office/units/new", {"key": KEY, "code": "SW", "name": "县水务局"})
    page = desk.get("/office/audit")
    assert [row.act_word for row in page.context["rows"]] == ["Added", "Changed"]
    narrowed = desk.get("/office/audit?kind=core.unit").context["rows"]
    assert [row.label for row in narrowed] == ["SW 县水务局"]
    assert desk.get("/office/audit?by=x&since=nonsense").status_code == 200
    link = chain.link(at=timezone.now())
    said = desk.post("/office/audit/verify", follow=True).text
    assert "2 entries checked" in said and f"ends at {link.last_id}:2:{link.mac[:32]}." in said
    AuditEntry.objects.filter(kind="core.unit").update(label="XX")
    assert "was changed or copied" in desk.post("/office/audit/verify", follow=True).text


def test_what_cannot_be_sent_is_shown_and_sent_again(desk, cast, now, monkeypatch):
    outbox.post("test", key="k", to=[cast.handler], at=now)
    monkeypatch.setitem(outbox.CHANNELS, "app", lambda message: 1 / 0)
    outbox.deliver_due(at=now)
    page = desk.get("/office/messages")
    assert "1 message could not be sent" in page.text and "ZeroDivisionError" in page.text
    row = Message.objects.get()
    assert desk.post(reverse("office:send_again", args=[row.pk])).status_code == 302
    assert "All messages are on their way" in desk.get("/office/messages").text
    assert Message.objects.get().attempts == 0
