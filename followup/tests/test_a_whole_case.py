"""A matter from the desk to the rating and round again, by the pages people reach."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from followup import actions
from followup.tests import factory
from plaza.core import calendar
from plaza.core.models import CalendarYear, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day", "english")]
DAY = timedelta(days=1)


@pytest.fixture
def take(as_):
    """take(person, case, step, **fields) takes one step by its page and gives the case as it is then."""

    def step(person, case, name, **fields):
        case = factory.fresh(case.pk)
        url = reverse("followup:act", args=[case.number, name])
        browser = as_(person)
        assert browser.get(url).status_code == 200, name
        response = browser.post(url, {"version": case.version, **fields})
        assert response.status_code == 302, (name, response.content.decode())
        return factory.fresh(case.pk)

    return step


def offered(browser, case) -> set[str]:
    context = browser.get(reverse("followup:case", args=[case.number])).context
    found = [context["main"], context["progress"], *context["shown"], *context["more"]]
    return {row.name for row in found if row}


REPLY = {"text": "已更换制动器并公示方案。", "basis": "《信访工作条例》第三十二条", "conclusion": "supported"}


def answer(take, cast, case, text):
    take(cast.handler, case, "draft_reply", **(REPLY | {"text": text}))
    take(cast.head, case, "approve_reply")
    return take(cast.handler, case, "deliver", channel="person", delivered_on="2026-05-18")


@pytest.mark.accepts("G1.8")
def test_dissatisfied_is_handled_again_replied_again_and_rated_again(as_, case, cast, take, now):
    take(cast.handler, case, "sign")
    take(cast.handler, case, "accept", channel="phone")
    take(cast.handler, case, "begin", note="已核查", public_line="已到现场", channel="phone")
    done = answer(take, cast, case, "第一次答复")
    assert done.status == "replied"
    actions.rate(done, at=now, office="satisfied", unit="dissatisfied", solved="no", comment="电梯又坏了")
    page = as_(cast.head).get(reverse("followup:case", args=[case.number])).content.decode()
    assert "Dissatisfied" in page
    assert "电梯又坏了" in page
    again = take(cast.supervisor, case, "handle_again", reason="电梯又坏了")
    assert (again.status, again.round) == ("again", 2)
    take(cast.handler, case, "begin", note="整机更换", public_line="正在更换整机", channel="phone")
    done = answer(take, cast, case, "第二次答复")
    actions.rate(done, at=now, office="satisfied", unit="satisfied", solved="yes")
    take(cast.supervisor, case, "call_back", reached="yes", solved="yes")
    page = as_(cast.organizer).get(reverse("followup:case", args=[case.number])).content.decode()
    assert "第一次答复" in page
    assert "第二次答复" in page
    assert page.count("<dt>Was it solved</dt>") == 2
    assert take(cast.organizer, case, "close").status == "closed"


def test_buttons_are_what_the_case_and_its_reply_allow(as_, case, cast, take):
    assert {"sign", "object", "progress"} <= offered(as_(cast.handler), case)
    take(cast.handler, case, "sign")
    take(cast.handler, case, "accept", channel="phone")
    assert "deliver" not in offered(as_(cast.handler), case)
    assert "approve_reply" not in offered(as_(cast.head), case)
    take(cast.handler, case, "draft_reply", **REPLY)
    assert {"approve_reply", "return_reply"} <= offered(as_(cast.head), case)
    take(cast.head, case, "approve_reply")
    assert "deliver" in offered(as_(cast.handler), case)
    assert "approve_reply" not in offered(as_(cast.head), case)


def test_one_filled_button_stands_on_the_page_of_a_case(as_, case, cast, take):
    url = reverse("followup:case", args=[case.number])
    assert as_(cast.handler).get(url).content.decode().count("btn-primary") == 1
    take(cast.handler, case, "sign")
    take(cast.handler, case, "accept", channel="phone")
    assert as_(cast.handler).get(url).content.decode().count("btn-primary") == 1


def test_the_office_records_for_a_unit_that_answers_on_paper_by_its_letter(as_, event, cast, now, take):
    village = Unit.objects.create(code="SM", name="石门乡人民政府")
    case = factory.case(event, by=cast.recorder, at=now, unit=village)
    browser = as_(cast.organizer)
    page = browser.get(reverse("followup:act", args=[case.number, "sign"])).content.decode()
    assert "It is recorded on behalf of 石门乡人民政府, by its letter." in page
    take(cast.organizer, case, "sign")
    take(cast.organizer, case, "accept", channel="letter")
    take(cast.organizer, case, "draft_reply", **REPLY)
    now_ = factory.fresh(case.pk)
    url = reverse("followup:act", args=[case.number, "approve_reply"])
    refused = as_(cast.organizer).post(url, {"version": now_.version})
    assert refused.status_code == 422
    assert "Add the scan of the unit" in refused.content.decode()
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    take(cast.organizer, case, "draft_reply", **REPLY, file=SimpleUploadedFile("来函.png", out.getvalue()))
    take(cast.organizer, case, "approve_reply")
    assert take(cast.organizer, case, "deliver", channel="letter", delivered_on="2026-05-18").status == "replied"
    page = as_(cast.organizer).get(reverse("followup:case", args=[case.number])).content.decode()
    assert "Recorded on behalf of 石门乡人民政府 by its letter." in page
    assert "来函.png" in page


def test_the_call_list_holds_who_is_owed_a_word_and_drops_who_was_told(as_, event, cast, now, take, office):
    case = factory.case(event, by=cast.recorder, at=now - 20 * DAY, unit=office.zj, route="R6")
    listed = as_(cast.handler).get(reverse("followup:feedback"))
    assert [row["case"].pk for row in listed.context["rows"]] == [case.pk]
    take(cast.handler, case, "progress", public_line="正在办理", channel="phone")
    assert as_(cast.handler).get(reverse("followup:feedback")).context["rows"] == []


def test_a_next_step_comes_back_on_its_day(as_, case, cast, take):
    take(cast.handler, case, "progress", note="约了试运行", next_on="2026-05-18")
    assert len(as_(cast.handler).get(reverse("followup:feedback")).context["rows"]) == 1


def test_the_office_tells_a_confidential_petitioner_and_the_unit_does_not(as_, event, cast, now, office):
    factory.case(event, by=cast.recorder, at=now - 20 * DAY, unit=office.zj, route="R6", confidential=True)
    factory.case(event, by=cast.recorder, at=now - 20 * DAY, unit=office.zj, route="R6")
    mine = as_(cast.handler).get(reverse("followup:feedback")).context["rows"]
    theirs = as_(cast.organizer).get(reverse("followup:feedback")).context["rows"]
    assert [row["case"].petition.confidential for row in mine] == [False]
    assert [row["case"].petition.confidential for row in theirs] == [True]


def test_the_office_passes_on_what_a_unit_left_for_a_confidential_petitioner(as_, event, cast, now, office, take):
    case = factory.case(event, by=cast.recorder, at=now, unit=office.zj, confidential=True)
    take(cast.handler, case, "sign")
    page = as_(cast.handler).get(reverse("followup:act", args=[case.number, "accept"]))
    assert "channel" not in page.context["form"].fields
    take(cast.handler, case, "accept")
    listed = as_(cast.organizer).get(reverse("followup:feedback")).context["rows"]
    assert [(row["case"].pk, row["tell"].name) for row in listed] == [(case.pk, "tell")]
    take(cast.organizer, case, "tell", public_line="已受理，正在核查", channel="phone")
    assert as_(cast.organizer).get(reverse("followup:feedback")).context["rows"] == []
    assert factory.fresh(case.pk).status == "accepted"


def test_the_notice_of_a_unit_lists_its_matters_with_dates(as_, case, event, cast, now, office):
    other = factory.case(event, by=cast.recorder, at=now, unit=office.rs, category=office.labour)
    url = reverse("followup:assignment_notice", args=[office.zj.pk])
    page = as_(cast.organizer).get(url, {"event": event.pk}).content.decode()
    assert case.number in page
    assert other.number not in page
    assert f"{case.answer_due_on:%Y-%m-%d}" in page
    assert "(place for the stamp)" in page
    assert as_(cast.organizer).get(url, {"event": "0"}).status_code == 404


def test_the_day_an_answer_starts_by_silence_is_explained(as_, event, cast, now, office):
    case = factory.case(event, by=cast.recorder, at=now, unit=office.rs, category=office.labour)
    page = as_(cast.outsider).get(reverse("followup:case", args=[case.number])).content.decode()
    assert "begins by itself" in page
    assert "handling opinion" in page


def test_a_date_in_a_year_without_a_notice_is_marked_provisional(as_, event, cast, now, office):
    CalendarYear.objects.all().delete()
    calendar.forget()
    case = factory.case(event, by=cast.recorder, at=now, unit=office.zj)
    page = as_(cast.handler).get(reverse("followup:case", args=[case.number])).content.decode()
    assert "provisional" in page
    assert "The holiday notice of that year is not entered yet" in page
