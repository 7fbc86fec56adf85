"""The small tables of a plan: one form, all rows, nothing typed is lost."""

from datetime import timedelta

import pytest
from django.urls import reverse

from events import actions
from events.models import BudgetLine, Desk, Post, ScheduleSlot, Zone
from events.parts import PARTS, Line
from plaza.core.errors import Conflict, NotPossible
from plaza.core.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def slot(planned):
    return planned.slots.first()


def _slot(slot, **changes):
    return {
        "pk": slot.pk,
        "version": slot.version,
        "title": slot.title,
        "kind": slot.kind,
        "starts_at": f"{slot.starts_at:%H:%M}",
        "ends_at": f"{slot.ends_at:%H:%M}",
        "person": slot.person,
        **changes,
    }


def test_a_row_is_changed_and_another_added_in_one_save(planned, slot, cast, as_, sheet):
    url = reverse("events:schedule", args=[planned.pk])
    before = planned.slots.count()
    answer = as_(cast.organizer).post(
        url,
        sheet(
            "slots",
            [
                _slot(slot, title="布置场地"),
                {"title": "合影", "kind": "other", "starts_at": "08:45", "ends_at": "08:50"},
                {"title": "", "kind": "other", "starts_at": "", "ends_at": ""},
            ],
        ),
    )
    assert answer.status_code == 302
    assert ScheduleSlot.objects.get(pk=slot.pk).title == "布置场地"
    assert planned.slots.count() == before + 1
    assert set(AuditEntry.objects.filter(kind="events.scheduleslot").values_list("act", flat=True)) == {"edit", "add"}


def test_rows_sent_unchanged_change_nothing(planned, slot, cast, as_, sheet):
    as_(cast.organizer).post(reverse("events:schedule", args=[planned.pk]), sheet("slots", [_slot(slot)]))
    assert ScheduleSlot.objects.get(pk=slot.pk).version == slot.version


def test_a_wrong_row_answers_422_keeps_everything_and_saves_nothing(planned, slot, cast, as_, sheet):
    page = as_(cast.organizer).post(
        reverse("events:schedule", args=[planned.pk]),
        sheet(
            "slots",
            [_slot(slot, title="布置场地", ends_at="05:00"), {"title": "合影", "starts_at": "25:00", "kind": "other"}],
        ),
    )
    assert page.status_code == 422
    assert "布置场地" in page.text and "合影" in page.text and "25:00" in page.text
    assert ScheduleSlot.objects.get(pk=slot.pk).title == slot.title


def test_add_row_gives_an_empty_line_and_saves_nothing(planned, slot, cast, as_, sheet):
    page = as_(cast.organizer).post(
        reverse("events:schedule", args=[planned.pk]),
        sheet("slots", [_slot(slot, title="还没写完", ends_at="")]) | {"add": "slots"},
    )
    assert page.status_code == 200
    assert "还没写完" in page.text and 'name="slots-1-title"' in page.text and "invalid-feedback" not in page.text
    assert ScheduleSlot.objects.get(pk=slot.pk).title == slot.title


def test_a_removed_row_comes_back_by_undo(planned, slot, cast, as_, sheet):
    browser, url = as_(cast.organizer), reverse("events:schedule", args=[planned.pk])
    page = browser.post(url, sheet("slots", [_slot(slot, title="", remove="on")]), follow=True)
    undo = reverse("events:restore", args=[planned.pk, "slots", str(slot.pk)])
    assert undo in page.text
    assert ScheduleSlot.objects.get(pk=slot.pk).removed_at is not None
    browser.post(undo)
    assert ScheduleSlot.objects.get(pk=slot.pk).removed_at is None


def test_a_row_does_not_come_back_after_thirty_days(planned, slot, cast, now):
    actions.save_lines(
        planned, PARTS["slots"], [Line(pk=slot.pk, version=slot.version, remove=True)], by=cast.organizer, at=now
    )
    last = now + timedelta(days=30)
    with pytest.raises(NotPossible):
        actions.restore_lines(planned, ScheduleSlot, [slot.pk], by=cast.organizer, at=last + timedelta(seconds=1))
    actions.restore_lines(planned, ScheduleSlot, [slot.pk], by=cast.organizer, at=last)
    assert ScheduleSlot.objects.get(pk=slot.pk).removed_at is None


def test_a_row_changed_by_somebody_else_is_shown_beside_mine(planned, slot, cast, as_, sheet, now):
    mine = _slot(slot, title="我的标题")
    actions.save_lines(
        planned,
        PARTS["slots"],
        [Line(pk=slot.pk, version=slot.version, values={"title": "别人的标题"})],
        by=cast.organizer,
        at=now,
    )
    browser, url = as_(cast.organizer), reverse("events:schedule", args=[planned.pk])
    page = browser.post(url, sheet("slots", [mine]))
    assert page.status_code == 409 and "我的标题" in page.text and "别人的标题" in page.text
    assert ScheduleSlot.objects.get(pk=slot.pk).title == "别人的标题"
    assert browser.post(url, sheet("slots", [mine | {"version": slot.version + 1}])).status_code == 302
    assert ScheduleSlot.objects.get(pk=slot.pk).title == "我的标题"


def _venue(sheet, planned, desks=None, zones=None):
    desks = desks if desks is not None else [_desk(desk) for desk in planned.desks.filter(removed_at=None)]
    zones = zones if zones is not None else [_zone(zone) for zone in planned.zones.filter(removed_at=None)]
    return sheet("desks", desks) | sheet("zones", zones)


def _desk(desk, **changes):
    return {
        "pk": desk.pk,
        "version": desk.version,
        "number": desk.number,
        "unit_id": desk.unit_id,
        "zone_id": desk.zone_id or "",
        "leader": desk.leader,
        **changes,
    }


def _zone(zone, **changes):
    return {
        "pk": zone.pk,
        "version": zone.version,
        "name": zone.name,
        "kind": zone.kind,
        "capacity": zone.capacity,
        "note": zone.note,
        **changes,
    }


def test_two_desks_change_places(planned, cast, as_, sheet):
    one, two, three = planned.desks.all()
    answer = as_(cast.organizer).post(
        reverse("events:venue", args=[planned.pk]),
        _venue(sheet, planned, desks=[_desk(one, number=2), _desk(two, number=1), _desk(three)]),
    )
    assert answer.status_code == 302
    assert dict(Desk.objects.values_list("pk", "number")) == {one.pk: 2, two.pk: 1, three.pk: 3}


def test_a_desk_number_is_given_once(planned, cast, as_, sheet):
    one, two, three = planned.desks.all()
    page = as_(cast.organizer).post(
        reverse("events:venue", args=[planned.pk]),
        _venue(sheet, planned, desks=[_desk(one, number=2), _desk(two), _desk(three)]),
    )
    assert page.status_code == 422
    assert sorted(Desk.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_a_zone_with_desks_stays(planned, cast, as_, sheet):
    zones = [_zone(zone, remove="on") if zone.kind == "reception" else _zone(zone) for zone in planned.zones.all()]
    page = as_(cast.organizer).post(reverse("events:venue", args=[planned.pk]), _venue(sheet, planned, zones=zones))
    assert page.status_code == 422
    assert not Zone.objects.exclude(removed_at=None).exists()


@pytest.mark.parametrize("status", ["called", "serving"])
def test_a_desk_stays_while_it_has_a_ticket_in_hand(event, cast, as_, sheet, now, status):
    desk = event.desk1
    ticket = event.tickets.create(number=7, position=7, status=status, desk=desk, issued_at=now)
    url, data = reverse("events:venue", args=[event.pk]), _venue(sheet, event, desks=[_desk(desk, remove="on")])
    page = as_(cast.organizer).post(url, data)
    assert page.status_code == 422 and ticket.code in page.text
    assert Desk.objects.get(pk=desk.pk).removed_at is None
    event.tickets.update(status="done")
    assert as_(cast.organizer).post(url, data).status_code == 302
    assert Desk.objects.get(pk=desk.pk).removed_at is not None


def test_a_desk_whose_number_was_taken_does_not_come_back_silently(planned, cast, office, now):
    one = planned.desks.first()
    actions.save_lines(
        planned,
        PARTS["desks"],
        [
            Line(pk=one.pk, version=one.version, remove=True),
            Line(values={"number": one.number, "unit_id": office.zf.pk}),
        ],
        by=cast.organizer,
        at=now,
    )
    with pytest.raises(NotPossible):
        actions.restore_lines(planned, PARTS["desks"].model, [one.pk], by=cast.organizer, at=now)
    assert Desk.objects.get(pk=one.pk).removed_at == now


def test_totals_of_the_budget_are_computed_by_heading(planned, cast, as_, sheet):
    browser, url = as_(cast.organizer), reverse("events:budget", args=[planned.pk])
    lines = planned.budget_lines.filter(heading="publicity")[:2]
    rows = [
        {
            "pk": line.pk,
            "version": 1,
            "heading": line.heading,
            "title": line.title,
            "quantity": 30 * number,
            "price": "12.50",
            "actual": actual,
        }
        for number, (line, actual) in enumerate(zip(lines, ("300", ""), strict=True), start=1)
    ]
    assert browser.post(url, sheet("budget", rows)).status_code == 302
    totals = browser.get(url).context["budget"]
    first = totals["rows"][0]
    assert (first["estimate"], first["spent"], first["difference"]) == (1125, 300, -825)
    assert totals["total"]["estimate"] == 1125
    assert "1125.00" in browser.get(reverse("events:print", args=[planned.pk])).text.replace(",", "")


@pytest.mark.parametrize("value", ["-1", "1e9", "abc", "99999999999.999", ""])
def test_a_wrong_amount_is_said_at_its_cell(planned, cast, as_, sheet, value):
    page = as_(cast.organizer).post(
        reverse("events:budget", args=[planned.pk]),
        sheet("budget", [{"heading": "other", "title": "水电", "quantity": 1, "price": value, "actual": ""}]),
    )
    assert page.status_code == 422 and "invalid-feedback" in page.text and "水电" in page.text
    assert not BudgetLine.objects.filter(title="水电").exists()


def test_names_are_written_beside_the_roles(planned, cast, as_, sheet):
    post = planned.posts.first()
    as_(cast.organizer).post(
        reverse("events:people", args=[planned.pk]),
        sheet(
            "posts", [{"pk": post.pk, "version": 1, "role": post.role, "need": 1, "names": "周敏", "duty": post.duty}]
        ),
    )
    assert Post.objects.get(pk=post.pk).names == "周敏"
    assert "周敏" in as_(cast.leader).get(reverse("events:print", args=[planned.pk])).text


@pytest.mark.parametrize(
    "change",
    [{"pk": "9" * 30}, {"version": "9" * 30}, {"pk": "x"}, {"title": "长" * 61}, {"kind": "nonsense"}, {"pk": "-1"}],
)
def test_absurd_rows_are_refused_and_change_nothing(planned, slot, cast, as_, sheet, change):
    page = as_(cast.organizer).post(
        reverse("events:schedule", args=[planned.pk]), sheet("slots", [_slot(slot, title="新标题") | change])
    )
    assert page.status_code in (409, 422)
    assert ScheduleSlot.objects.get(pk=slot.pk).title == slot.title


def test_a_table_without_its_management_fields_answers_422(planned, cast, as_):
    assert as_(cast.organizer).post(reverse("events:schedule", args=[planned.pk]), {"x": "1"}).status_code == 422


def test_a_row_of_another_event_is_not_touched(planned, event, cast, as_, sheet):
    page = as_(cast.organizer).post(
        reverse("events:venue", args=[planned.pk]), _venue(sheet, planned, desks=[_desk(event.desk1, number=9)])
    )
    assert page.status_code == 422
    assert Desk.objects.get(pk=event.desk1.pk).number == 1


def test_who_only_sees_plans_cannot_change_a_table(planned, slot, cast, as_, sheet):
    answer = as_(cast.leader).post(
        reverse("events:schedule", args=[planned.pk]), sheet("slots", [_slot(slot, title="x")])
    )
    assert answer.status_code == 403
    assert ScheduleSlot.objects.get(pk=slot.pk).title == slot.title


def test_safety_texts_are_saved_and_a_missing_one_is_named_before_opening(planned, cast, as_):
    browser, url = as_(cast.organizer), reverse("events:safety", args=[planned.pk])
    rows = list(planned.safety_texts.all())
    data = {f"version_{row.pk}": 1 for row in rows}
    data |= {f"text_{row.pk}": row.text or "由县公安局负责。" for row in rows} | {f"lead_{row.pk}": "" for row in rows}
    assert browser.get(url).context["missing"] == 3
    assert browser.post(url, data).status_code == 302
    assert browser.get(url).context["missing"] == 0


def test_a_safety_text_that_somebody_else_changed_is_not_overwritten(planned, cast, now):
    row, who = planned.safety_texts.first(), {"by": cast.organizer, "at": now}
    actions.write_safety(planned, {row.pk: {"text": "先写的", "version": 1}}, **who)
    with pytest.raises(Conflict):
        actions.write_safety(planned, {row.pk: {"text": "后写的", "version": 1}}, **who)
    assert planned.safety_texts.get(pk=row.pk).text == "先写的"


def test_overlaps_and_gaps_of_the_schedule_are_said(planned, slot, cast, as_, now):
    browser, url = as_(cast.organizer), reverse("events:schedule", args=[planned.pk])
    assert browser.get(url).context["faults"] == []
    opening = planned.slots.get(kind="opening")
    actions.save_lines(
        planned,
        PARTS["slots"],
        [
            Line(
                pk=opening.pk,
                version=1,
                values={
                    "starts_at": opening.starts_at.replace(hour=8),
                    "ends_at": opening.starts_at.replace(hour=8, minute=50),
                },
            )
        ],
        by=cast.organizer,
        at=now,
    )
    faults = browser.get(url).context["faults"]
    assert len(faults) >= 2 and opening.title in "".join(faults)


def test_a_page_sent_again_with_another_change_saves_the_change_and_no_second_line(planned, slot, cast, as_, sheet):
    """Back after a save: the key is the same, the new line stands already, something else was changed."""
    url = reverse("events:schedule", args=[planned.pk])
    new = {"title": "合影", "kind": "other", "starts_at": "08:45", "ends_at": "08:50"}
    other = planned.slots.last()
    first = sheet("slots", [_slot(slot), _slot(other), new])
    again = sheet("slots", [_slot(slot, title="改过"), _slot(other, remove="on"), new]) | {"key": first["key"]}
    browser, before = as_(cast.organizer), planned.slots.filter(removed_at=None).count()
    assert [browser.post(url, data).status_code for data in (first, again, again)] == [302, 302, 302]
    assert ScheduleSlot.objects.get(pk=slot.pk).title == "改过"
    assert ScheduleSlot.objects.get(pk=other.pk).removed_at is not None
    assert planned.slots.filter(removed_at=None).count() == before
