"""Every step of the table meets every status, on the page a person takes it by."""

import base64
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from followup import actions
from followup.models import Case, Objection
from followup.tests import factory
from followup.views.acts import ACTS
from followup.workflow import CASE, Status
from petitions.models import Petition
from plaza.core.errors import NotAllowed
from plaza.core.models import File, Unit
from plaza.core.workflow import move

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day", "english")]
DAY = timedelta(days=1)
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)

PERSON = {
    "assign": "organizer",
    "reassign": "organizer",
    "consent": "organizer",
    "reject": "organizer",
    "rule": "organizer",
    "add_assisting": "organizer",
    "official_number": "organizer",
    "call_back": "supervisor",
    "handle_again": "supervisor",
    "close": "supervisor",
    "tell": "organizer",
    "return_reply": "head",
    "approve_reply": "head",
}
ROWS = [row for row in CASE if row.offered and not row.machine]


def url(case, name):
    return reverse("followup:act", args=[case.number, name])


def put(case, status, name):
    """Set the case into a status as if it had come there, with what the step needs around it."""
    if name in ("consent", "reject", "rule"):
        raised = {"by_id": case.petition.registered_by_id, "at": case.petition.registered_at, "reason": "不归我局"}
        Objection.objects.create(case=case, unit=case.lead_unit, **raised)
    Petition.objects.filter(pk=case.pk).update(confidential=name == "tell")
    Unit.objects.filter(pk=case.lead_unit_id).update(active=name != "reassign")
    if name == "assign":
        case.units.all().delete()
    Case.objects.filter(pk=case.pk).update(status=status, objections=2 if name == "rule" else 1)


def test_every_step_has_its_page():
    assert {row.name for row in ROWS} == set(ACTS)


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("row", [row for row in ROWS if row.name != "unsign"], ids=lambda row: row.name)
def test_the_page_of_a_step_opens_from_its_statuses_only(as_, case, cast, row, status):
    put(case, status, row.name)
    response = as_(getattr(cast, PERSON.get(row.name, "handler"))).get(url(case, row.name))
    if status in row.sources:
        assert response.status_code == 200
        assert f'name="version" value="{case.version}"' in response.content.decode()
    else:
        assert response.url == reverse("followup:case", args=[case.number])


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.name in ("sign", "accept", "object", "assign")], ids=lambda row: row.name
)
def test_a_step_sent_from_another_status_is_refused_with_a_sentence(as_, case, cast, office, row, status):
    put(case, status, row.name)
    sent = {"version": case.version, "channel": "phone", "reason": "不归我局", "unit": office.rs.pk}
    response = as_(getattr(cast, PERSON.get(row.name, "handler"))).post(url(case, row.name), sent)
    after = factory.fresh(case.pk).status
    if status in row.sources:
        assert (response.status_code, after) == (302, row.target)
    else:
        assert (response.status_code, after) == (422, status)


def test_a_person_to_whom_a_step_does_not_belong_is_told_whom_to_ask(as_, case, cast, office):
    response = as_(cast.leader).get(url(case, "sign"))
    assert response.status_code == 403
    assert office.phone in response.content.decode()


def test_a_stale_page_is_answered_with_both_texts(as_, case, cast, now):
    shown = case.version
    actions.sign(case, by=cast.handler2, at=now)
    sent = {"version": shown, "note": "我先写的", "public_line": "已到现场", "channel": "phone"}
    response = as_(cast.handler).post(url(case, "progress"), sent)
    page = response.content.decode()
    assert response.status_code == 409
    assert "我先写的" in page
    assert "谢雨" in page


def test_a_colleagues_draft_stands_beside_what_was_typed(as_, case, cast, now):
    actions.sign(case, by=cast.handler, at=now)
    actions.accept(case, by=cast.handler, at=now, channel="phone")
    shown = case.version
    draft = {"text": "同事写的答复", "basis": "条例第三十二条", "conclusion": "supported"}
    actions.draft_reply(case, by=cast.handler2, at=now, **draft)
    sent = {"version": shown, "text": "我写的答复", "basis": "条例第三十二条", "conclusion": "not_supported"}
    response = as_(cast.handler).post(url(case, "draft_reply"), sent)
    assert response.status_code == 409
    assert response.context["form"].standing == {"text": "同事写的答复", "conclusion": "Supported"}
    page = response.content.decode()
    assert "我写的答复" in page and "同事写的答复" in page


# What a form proposes and nobody has written down: it does not stand anywhere.
PROPOSED = {("assign", "unit"), ("consent", "unit"), ("deliver", "delivered_on"), ("tell", "public_line")}


@pytest.mark.parametrize("name", ACTS)
def test_what_a_form_shows_as_written_stands_beside_the_field_after_a_conflict(case, cast, office, now, name):
    actions.sign(case, by=cast.handler, at=now)
    actions.accept(case, by=cast.handler, at=now, channel="phone")
    actions.draft_reply(case, by=cast.handler, at=now, text="已更换。", basis="条例", conclusion="supported")
    Objection.objects.create(case=case, unit=office.zj, by=cast.handler, at=now, suggested_unit=office.rs)
    Petition.objects.filter(pk=case.pk).update(official_number="2026-77")
    case = factory.fresh(case.pk)
    form = ACTS[name].form(obj=case, user=cast.organizer)
    written = {field.name for field in form if field.initial not in (None, "")} - {"version"}
    assert written - form.standing_values(case).keys() <= {field for act, field in PROPOSED if act == name}


def test_of_two_who_sign_for_the_same_matter_one_wins(as_, case, cast):
    answers = [
        as_(person).post(url(case, "sign"), {"version": case.version}).status_code
        for person in (cast.handler, cast.handler2)
    ]
    assert answers == [302, 422]
    assert factory.fresh(case.pk).handler == cast.handler


def test_a_wrong_form_keeps_what_was_typed(as_, case, cast):
    response = as_(cast.handler).post(url(case, "progress"), {"version": case.version, "public_line": "已到现场核实"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "已到现场核实" in page
    assert "Say how the petitioner was told." in page


def test_a_form_without_its_version_is_refused(as_, case, cast):
    assert as_(cast.handler).post(url(case, "sign"), {}).status_code == 422
    assert factory.fresh(case.pk).status == "assigned"


@pytest.mark.parametrize("version", ["999", "-1", "abc", "99999999999999999999"])
def test_an_absurd_version_never_breaks_the_page(as_, case, cast, version):
    response = as_(cast.handler).post(url(case, "sign"), {"version": version})
    assert response.status_code in (409, 422)


def test_the_unit_complained_of_leads_only_with_a_reason(as_, event, cast, now, office):
    case = factory.case(event, by=cast.recorder, at=now, complained_unit=office.zj)
    browser = as_(cast.organizer)
    sent = {"version": case.version, "unit": office.zj.pk}
    refused = browser.post(url(case, "assign"), sent)
    assert refused.status_code == 422
    assert "is the unit complained of" in refused.content.decode()
    assert browser.post(url(case, "assign"), sent | {"reason": "仅该局有此职权"}).status_code == 302
    page = browser.get(reverse("followup:case", args=[case.number])).content.decode()
    assert "designated by decision: 仅该局有此职权" in page


@pytest.mark.accepts("G1.2")
def test_lead_unit_assisting_unit_and_a_named_person_are_on_the_page(as_, event, cast, now, office):
    case = factory.case(event, by=cast.recorder, at=now)
    as_(cast.organizer).post(
        url(case, "assign"), {"version": case.version, "unit": office.zj.pk, "assisting": [office.rs.pk]}
    )
    case = factory.fresh(case.pk)
    as_(cast.head).post(url(case, "name_handler"), {"version": case.version, "handler": cast.handler.pk})
    page = as_(cast.organizer).get(reverse("followup:case", args=[case.number])).content.decode()
    for word in (office.zj.name, office.rs.name, "高岩"):
        assert word in page
    work = as_(cast.handler).get(reverse("followup:work"), {"of": "me"})
    assert [row["case"].pk for row in work.context["rows"]] == [case.pk]
    assert as_(cast.outsider).get(reverse("followup:case", args=[case.number])).status_code == 200


@pytest.mark.accepts("B4")
def test_a_complex_matter_has_a_promised_date_an_owner_and_a_clock(as_, event, cast, now, office):
    case = factory.case(event, by=cast.recorder, at=now, unit=office.zj, consultation=True)
    as_(cast.handler).post(url(case, "sign"), {"version": case.version})
    page = as_(cast.organizer).get(reverse("followup:case", args=[case.number]))
    clock = next(row["clock"] for row in page.context["clocks"] if row["clock"].rule == "T17")
    assert clock.due_on == case.petition.promise_on
    html = page.content.decode()
    assert "高岩" in html
    assert "Needs joint consultation" in html or "needs joint consultation" in html
    assert "date told at the reception" in html


def test_the_page_of_a_case_costs_the_same_with_a_long_story(as_, case, cast, now):
    browser, page = as_(cast.handler), reverse("followup:case", args=[case.number])
    actions.sign(case, by=cast.handler, at=now)
    actions.accept(case, by=cast.handler, at=now, channel="phone")
    actions.progress(case, by=cast.handler, at=now, note="一", public_line="一", channel="phone")

    def statements():
        counts = []
        for _ in range(3):
            with CaptureQueriesContext(connection) as seen:
                assert browser.get(page).status_code == 200
            counts.append(len(seen))
        return min(counts)

    one = statements()
    for n in range(20):
        actions.progress(case, by=cast.handler, at=now + n * DAY, note=f"第{n}次", public_line="办理中", channel="sms")
    assert statements() == one


def test_a_signature_is_taken_back_from_the_result_bar_by_the_same_person_only(as_, case, cast):
    response = as_(cast.handler).post(url(case, "sign"), {"version": case.version}, follow=True)
    undo = reverse("followup:undo", args=[case.number])
    assert f'action="{undo}"' in response.content.decode()
    as_(cast.handler2).post(undo)
    assert factory.fresh(case.pk).status == "signed"
    as_(cast.handler).post(undo)
    after = factory.fresh(case.pk)
    assert (after.status, after.handler) == ("assigned", None)


def test_the_page_of_closing_says_what_is_missing(as_, case, cast, now):
    factory.replied(case, cast, now - 3 * DAY)
    page = as_(cast.organizer).get(url(case, "close")).content.decode()
    assert "It is not rated yet and the rating window is open until" in page
    assert "The petitioner has not been called back" in page


STEPS_OF_THE_OFFICE = {
    "assign", "consent", "reject", "rule", "add_assisting", "official_number", "tell",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(STEPS_OF_THE_OFFICE))
@pytest.mark.parametrize("who", ["handler", "head", "leader", "supervisor", "recorder", "admin"])
def test_what_the_petition_office_decides_nobody_else_does_below_the_view(case, cast, now, who, name):
    put(case, CASE[name].sources[0], name)
    with pytest.raises(NotAllowed):
        move(factory.fresh(case.pk), name, by=getattr(cast, who), at=now)
    move(factory.fresh(case.pk), name, by=cast.organizer, at=now)


@pytest.mark.parametrize(("seconds", "status"), [(600, "assigned"), (601, "signed")])
def test_a_signature_can_be_taken_back_up_to_the_tenth_minute(as_, case, cast, now, seconds, status):
    actions.sign(case, by=cast.handler, at=now)
    with time_machine.travel(now + timedelta(seconds=seconds), tick=False):
        as_(cast.handler).post(reverse("followup:undo", args=[case.number]))
    assert factory.fresh(case.pk).status == status


def stored_files() -> set:
    return {path for path in Path(storages["private"].location).rglob("*") if path.is_file()}


@pytest.mark.parametrize(("who", "stale", "status"), [("leader", False, 403), ("handler", True, 409)])
def test_the_scan_of_a_step_that_is_not_taken_leaves_no_file(as_, case, cast, now, who, stale, status):
    actions.sign(case, by=cast.handler, at=now)
    before = stored_files()
    scan = SimpleUploadedFile("现场.png", PIXEL, "image/png")
    sent = {"version": case.version - stale, "public_line": "已到现场", "channel": "phone", "file": scan}
    response = as_(getattr(cast, who)).post(url(case, "progress"), sent)
    assert (response.status_code, File.objects.count()) == (status, 0)
    assert stored_files() == before


@pytest.mark.parametrize("sent", [{}, {"version": 1}])
def test_who_may_not_take_a_step_is_told_so_whatever_is_sent(as_, case, cast, sent):
    assert as_(cast.leader).post(url(case, "sign"), sent).status_code == 403
