"""The pages of a plan, reached from the menu."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from events import actions
from events.models import Event

pytestmark = pytest.mark.django_db
PAGES = ["plan", "edit", "schedule", "venue", "people", "budget", "safety", "print", "history"]


def _new_facts(page, office, **changes):
    """The eight facts as the form of the menu's page offers them, with changes."""
    form = page.context["form"]
    return {
        "key": form["key"].value(),
        "name": "",
        "date": "2026-06-18",
        "starts_at": "08:30",
        "ends_at": "16:30",
        "venue": "青禾人民广场",
        "theme": "倾听民声",
        "lead_unit": office.xf.pk,
        "expected_people": "300",
        **changes,
    }


@pytest.fixture
def from_menu(cast, as_, on_the_day):
    """The organizer's browser on the page for a new event, reached by the menu and the list's button."""
    browser = as_(cast.organizer)
    entry = browser.get(reverse("core:home"), follow=True)
    assert reverse("events:list") in {link["url"] for link in entry.context["menu"]}
    assert reverse("events:new") in entry.text
    return browser, browser.get(reverse("events:new"))


@pytest.mark.accepts("C1")
@pytest.mark.accepts("C2")
def test_date_rain_date_and_hours_stand_on_the_printed_plan(from_menu, office):
    browser, page = from_menu
    browser.post(reverse("events:new"), _new_facts(page, office))
    event = Event.objects.get()
    form = browser.get(reverse("events:edit", args=[event.pk])).context["form"]
    facts = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    facts |= {
        "rain_date": "2026-06-20",
        "starts_at": "08:40",
        "ends_at": "16:50",
        "lead_unit": office.xf.pk,
        "date": "2026-06-18",
    }
    assert browser.post(reverse("events:edit", args=[event.pk]), facts).status_code == 302
    printed = browser.get(reverse("events:print", args=[event.pk])).text
    assert "08:40–16:50" in printed
    stored = Event.objects.get()
    assert (str(stored.date), str(stored.rain_date)) == ("2026-06-18", "2026-06-20")
    assert f"{stored.date:%Y}" in printed and all(_day(day) in printed for day in (stored.date, stored.rain_date))


@pytest.mark.accepts("C3")
def test_square_address_sketch_and_designation_stand_on_the_printed_plan(from_menu, office):
    browser, page = from_menu
    browser.post(reverse("events:new"), _new_facts(page, office))
    event = Event.objects.get()
    form = browser.get(reverse("events:edit", args=[event.pk])).context["form"]
    facts = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    facts |= {
        "lead_unit": office.xf.pk,
        "address": "东溪街道人民路1号",
        "reception_place": "on",
        "map_upload": _picture(),
        "date": "2026-06-18",
        "starts_at": "08:30",
        "ends_at": "16:30",
    }
    before = browser.get(reverse("events:print", args=[event.pk]))
    assert browser.post(reverse("events:edit", args=[event.pk]), facts).status_code == 302
    printed = browser.get(reverse("events:print", args=[event.pk]))
    assert "东溪街道人民路1号" in printed.text and "青禾人民广场" in printed.text
    sketch = reverse("events:map", args=[event.pk])
    assert sketch in printed.text and sketch not in before.text
    picture = Image.open(io.BytesIO(b"".join(browser.get(sketch).streaming_content)))
    assert picture.size == (40, 30)
    assert Event.objects.get().reception_place


@pytest.mark.accepts("A2")
def test_a_reception_is_planned_approved_opened_and_closed_in_the_browser(from_menu, office):
    browser, page = from_menu
    browser.post(reverse("events:new"), _new_facts(page, office, date="2026-05-18"))
    event = Event.objects.get()
    for name in ("approve", "open", "close"):
        url = reverse("events:act", args=[event.pk, name])
        assert url in browser.get(reverse("events:plan", args=[event.pk])).text
        step = browser.get(url)
        assert browser.post(url, {"version": step.context["form"]["version"].value()}).status_code == 302
    over = browser.get(reverse("events:list") + "?when=over")
    assert [row["event"].pk for row in over.context["rows"]] == [event.pk]


def test_a_wrong_form_answers_422_and_keeps_what_was_typed(from_menu, office):
    browser, page = from_menu
    answer = browser.post(reverse("events:new"), _new_facts(page, office, ends_at="07:00", venue="青禾体育场"))
    assert answer.status_code == 422 and "青禾体育场" in answer.text and "ends_at" in answer.context["form"].errors
    assert Event.objects.count() == 0


def test_a_second_click_makes_no_second_event(from_menu, office):
    browser, page = from_menu
    facts = _new_facts(page, office)
    assert {browser.post(reverse("events:new"), facts).status_code for _ in range(2)} == {302}
    assert Event.objects.count() == 1


def test_a_changed_second_click_keeps_what_was_typed_and_leads_to_the_event_that_was_saved(from_menu, office):
    browser, page = from_menu
    facts = _new_facts(page, office)
    browser.post(reverse("events:new"), facts)
    answer = browser.post(reverse("events:new"), facts | {"venue": "另一个广场"})
    assert answer.status_code == 422 and "另一个广场" in answer.text
    assert reverse("events:edit", args=[Event.objects.get().pk]) in answer.text


def test_a_file_that_is_no_picture_is_refused_beside_its_field(planned, cast, as_):
    browser = as_(cast.organizer)
    form = browser.get(reverse("events:edit", args=[planned.pk])).context["form"]
    facts = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    facts |= {"lead_unit": planned.lead_unit_id, "map_upload": SimpleUploadedFile("map.png", b"%PDF-1.4 no picture")}
    answer = browser.post(reverse("events:edit", args=[planned.pk]), facts)
    assert answer.status_code == 422 and "map_upload" in answer.context["form"].errors


def test_a_stale_edit_is_a_conflict_with_both_texts(planned, cast, as_, now):
    browser = as_(cast.organizer)
    form = browser.get(reverse("events:edit", args=[planned.pk])).context["form"]
    facts = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    actions.edit_event(Event.objects.get(pk=planned.pk), {"theme": "别人的主题"}, by=cast.organizer, at=now)
    answer = browser.post(
        reverse("events:edit", args=[planned.pk]), facts | {"theme": "我的主题", "lead_unit": planned.lead_unit_id}
    )
    assert answer.status_code == 409 and "我的主题" in answer.text and "别人的主题" in answer.text


@pytest.mark.parametrize("name", PAGES)
def test_the_organizer_reads_every_page(planned, cast, as_, name):
    assert as_(cast.organizer).get(reverse(f"events:{name}", args=[planned.pk])).status_code == 200


@pytest.mark.parametrize("name", sorted(set(PAGES) - {"edit"}))
def test_a_leader_reads_every_page_without_buttons_to_save(planned, cast, as_, name):
    page = as_(cast.leader).get(reverse(f"events:{name}", args=[planned.pk]))
    assert page.status_code == 200 and 'name="add"' not in page.text


@pytest.mark.parametrize("name", PAGES)
def test_who_has_no_duty_finds_nothing(planned, cast, as_, name):
    expected = 403 if name == "edit" else 404
    assert as_(cast.recorder).get(reverse(f"events:{name}", args=[planned.pk])).status_code == expected
    assert as_(cast.outsider).get(reverse(f"events:{name}", args=[planned.pk])).status_code == 403


@pytest.mark.parametrize("name", ["approve", "return_to_draft"])
def test_a_step_is_taken_by_what_its_page_carries(planned, cast, as_, now, name):
    """With a field to fill in and without one, the page has the version that the step needs."""
    if name == "return_to_draft":
        actions.approve(planned, by=cast.organizer, at=now)
    browser, url = as_(cast.organizer), reverse("events:act", args=[planned.pk, name])
    hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', browser.get(url).text)
    assert "version" in dict(hidden)
    assert browser.post(url, dict(hidden)).status_code == 302


def test_an_unknown_step_or_table_is_not_found(planned, cast, as_):
    browser = as_(cast.organizer)
    assert browser.get(reverse("events:act", args=[planned.pk, "explode"])).status_code == 404
    assert browser.post(reverse("events:restore", args=[planned.pk, "nonsense", "1"])).status_code == 404


def test_the_printed_plan_has_its_eight_parts(planned, cast, as_):
    assert as_(cast.organizer).get(reverse("events:print", args=[planned.pk])).text.count("<h2>") == 8


def _queries_of(browser, url, counter):
    browser.get(url)
    with counter as statements:
        assert browser.get(url).status_code == 200
    return len(statements)


def test_ten_events_cost_as_many_statements_as_one(planned, cast, office, as_, now, django_assert_max_num_queries):
    browser = as_(cast.organizer)
    one = _queries_of(browser, reverse("events:list"), django_assert_max_num_queries(40))
    for number in range(9):
        actions.plan_event(
            date=now.date() + timedelta(days=31 + number),
            venue="广场",
            lead_unit=office.xf,
            key=f"many-events-{number:04d}",
            by=cast.organizer,
            at=now,
        )
    assert _queries_of(browser, reverse("events:list"), django_assert_max_num_queries(40)) == one


@pytest.mark.parametrize("name", ["plan", "schedule", "venue", "people", "budget", "safety", "print"])
def test_more_rows_cost_no_more_statements(planned, cast, office, as_, now, name, django_assert_max_num_queries):
    browser, url = as_(cast.organizer), reverse(f"events:{name}", args=[planned.pk])
    few = _queries_of(browser, url, django_assert_max_num_queries(60))
    for part in ("tasks", "slots", "zones", "posts", "budget_lines", "desks"):
        for row in list(getattr(planned, part).all()):
            row.pk = None
            if part == "desks":
                row.number += 10
            row._state.adding = True
            row.save()
    assert _queries_of(browser, url, django_assert_max_num_queries(60)) == few


def _day(day):
    from django.template import Context, Template

    return Template('{% translate "l j F Y" context "date format" as full %}{{ day|date:full }}').render(
        Context({"day": day})
    )


def _picture():
    body = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(body, "PNG")
    return SimpleUploadedFile("广场.png", body.getvalue(), content_type="image/png")


@pytest.mark.parametrize("status", ["closed", "cancelled"])
def test_the_pages_of_an_event_that_is_over_offer_nothing_that_would_be_refused(planned, cast, as_, status):
    browser, task = as_(cast.organizer), planned.tasks.first()
    Event.objects.filter(pk=planned.pk).update(status=status)
    urls = {name: reverse(f"events:{name}", args=[planned.pk]) for name in ("plan", "edit", "safety", "task_new")}
    plan = browser.get(urls["plan"]).text
    assert f'href="{urls["edit"]}"' not in plan
    kept_up = status == "closed"  # what is left to do is still written down
    assert (urls["task_new"] in plan) is kept_up
    assert "<textarea" not in browser.get(urls["safety"]).text
    assert browser.get(urls["edit"]).status_code == 302
    assert browser.get(urls["task_new"]).status_code == (200 if kept_up else 302)
    remove = reverse("events:task_remove", args=[planned.pk, task.pk])
    assert (remove in browser.get(reverse("events:task", args=[planned.pk, task.pk])).text) is kept_up


def test_what_is_sent_to_an_event_that_is_over_is_refused_in_words(planned, cast, as_):
    browser, rows = as_(cast.organizer), list(planned.safety_texts.all())
    Event.objects.filter(pk=planned.pk).update(status="closed")
    data = {f"version_{row.pk}": 1 for row in rows} | {f"text_{row.pk}": "迟到的文字" for row in rows}
    page = browser.post(reverse("events:safety", args=[planned.pk]), data)
    assert page.status_code == 422 and "活动已结束" in page.text
