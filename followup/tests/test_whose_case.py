"""Nobody sees what is not theirs: another unit's matters, and who a confidential petitioner is."""

import io

import openpyxl
import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from followup import actions
from followup.models import Progress
from followup.tests import factory
from followup.views.acts import ACTS
from plaza.core.models import AuditEntry, Reveal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day", "english")]


def page(case):
    return reverse("followup:case", args=[case.number])


def scan():
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(out, "PNG")
    return SimpleUploadedFile("来函.png", out.getvalue(), "image/png")


def with_file(browser, case):
    sent = {"version": case.version, "note": "附检测报告", "file": scan()}
    browser.post(reverse("followup:act", args=[case.number, "progress"]), sent)
    row = Progress.objects.get(case=case)
    return reverse("followup:file", args=[case.number, row.file_id])


@pytest.fixture
def hidden(event, cast, now):
    return factory.case(event, by=cast.recorder, at=now, unit=event.desk1.unit, confidential=True)


def test_every_page_of_another_units_matter_is_not_found(as_, case, cast):
    file = with_file(as_(cast.handler), case)
    urls = [
        page(case),
        file,
        reverse("followup:case_notice", args=[case.number]),
        reverse("followup:reveal", args=[case.number, "phone"]),
        reverse("followup:assignment_notice", args=[case.lead_unit_id]),
        *(reverse("followup:act", args=[case.number, name]) for name in ACTS),
    ]
    assert [as_(cast.outsider).get(url).status_code for url in urls] == [404] * len(urls)
    assert as_(cast.outsider).post(urls[-1], {"version": 1}).status_code == 404


def test_another_units_matter_is_in_no_list_count_search_or_export(as_, case, cast):
    browser = as_(cast.outsider)
    for query in ({}, {"search": case.number}, {"search": "电梯"}, {"search": "0037"}, {"tab": "sign"}):
        response = browser.get(reverse("followup:ledger"), query)
        assert response.context["rows"] == []
        assert {tab["count"] for tab in response.context["counts"]["tabs"]} == {0}
    book = openpyxl.load_workbook(io.BytesIO(browser.get(reverse("followup:ledger"), {"format": "xlsx"}).content))
    assert case.number not in [cell.value for row in book.active.rows for cell in row]


def test_a_unit_that_has_passed_a_matter_on_does_not_see_it_any_more(as_, case, cast, now, office):
    actions.object_to(case, by=cast.handler, at=now, reason="不归我局")
    actions.consent(case, by=cast.organizer, at=now, unit=office.rs)
    assert as_(cast.handler).get(page(case)).status_code == 404
    assert as_(cast.outsider).get(page(case)).status_code == 200


def test_a_file_is_reached_under_its_own_matter_only(as_, case, event, cast, now):
    file = with_file(as_(cast.handler), case)
    other = factory.case(event, by=cast.recorder, at=now, unit=event.desk1.unit)
    assert as_(cast.handler).get(file).status_code == 200
    assert as_(cast.handler).get(file.replace(case.number, other.number)).status_code == 404


def test_a_picture_is_shown_in_the_page_and_a_pdf_is_kept_out_of_it(as_, case, cast, now):
    browser = as_(cast.handler)
    picture = browser.get(with_file(browser, case))
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    case = factory.fresh(case.pk)
    sent = {"version": case.version, "note": "附件", "file": SimpleUploadedFile("来函.pdf", out.getvalue())}
    browser.post(reverse("followup:act", args=[case.number, "progress"]), sent)
    pdf = browser.get(reverse("followup:file", args=[case.number, Progress.objects.get(note="附件").file_id]))
    kinds = [answer["Content-Disposition"].partition(";")[0] for answer in (picture, pdf)]
    assert kinds == ["inline", "attachment"]


def test_what_is_not_a_picture_or_a_pdf_is_refused_beside_the_field(as_, case, cast):
    sent = {"version": case.version, "note": "附件", "file": SimpleUploadedFile("a.png", b"<script>")}
    response = as_(cast.handler).post(reverse("followup:act", args=[case.number, "progress"]), sent)
    assert response.status_code == 422
    assert response.context["form"].errors["file"] == ["Choose a PDF or a picture (JPEG, PNG or WebP)."]


def test_a_file_that_cannot_be_read_is_refused_beside_the_field_and_the_note_is_kept(as_, case, cast):
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out, encryption=pikepdf.Encryption(user="open", owner="own"))
    note = "现场核查三次，制动器已更换。"
    sent = {"version": case.version, "note": note, "file": SimpleUploadedFile("来函.pdf", out.getvalue())}
    response = as_(cast.handler).post(reverse("followup:act", args=[case.number, "progress"]), sent)
    assert response.status_code == 422
    assert "asks for a password" in response.context["form"].errors["file"][0]
    assert note in response.content.decode()
    assert not Progress.objects.filter(note=note).exists()


@pytest.mark.parametrize("who", ["handler", "head", "leader", "supervisor"])
def test_a_confidential_petitioner_is_nobody_on_page_list_export_and_paper(as_, hidden, cast, who):
    browser = as_(getattr(cast, who))
    urls = [
        page(hidden),
        reverse("followup:ledger"),
        reverse("followup:ledger") + "?format=print",
        reverse("followup:case_notice", args=[hidden.number]),
    ]
    for url in urls:
        html = browser.get(url).content.decode()
        for word in ("林", "138****0037", "东溪街道", "13800000037"):
            assert word not in html, (url, word)
    response = browser.get(reverse("followup:ledger"), {"format": "xlsx"})
    if response.status_code == 200:
        book = openpyxl.load_workbook(io.BytesIO(response.content))
        cells = " ".join(str(cell.value) for row in book.active.rows for cell in row)
        assert hidden.number in cells
        assert "林" not in cells
        assert "0037" not in cells.replace(hidden.number, "")


@pytest.mark.parametrize("who", ["handler", "head", "supervisor"])
def test_a_confidential_petitioner_is_not_revealed_to_the_unit(as_, hidden, cast, who):
    url = reverse("followup:reveal", args=[hidden.number, "phone"])
    assert as_(getattr(cast, who)).post(url, {"purpose": "contact"}).status_code == 403
    assert not Reveal.objects.exists()


def test_a_leader_sees_masked_and_reveals_nothing(as_, case, cast):
    html = as_(cast.leader).get(page(case)).content.decode()
    assert "林*" in html
    assert "林可" not in html
    assert as_(cast.leader).post(reverse("followup:reveal", args=[case.number, "phone"])).status_code == 403


def test_a_phone_is_shown_for_a_purpose_for_a_minute_and_logged_first(as_, case, cast):
    url = reverse("followup:reveal", args=[case.number, "phone"])
    browser = as_(cast.handler)
    assert factory.PHONE not in browser.get(page(case)).content.decode()
    assert browser.post(url, {}).status_code == 422
    response = browser.post(url, {"purpose": "contact"})
    assert factory.PHONE in response.content.decode()
    assert response["Refresh"] == f"60;url={page(case)}"
    assert "no-store" in response["Cache-Control"]
    looks = {(look.by, look.field, look.purpose) for look in Reveal.objects.all()}
    assert looks == {(cast.handler, "phone", "contact"), (cast.handler, "name", "contact")}
    assert AuditEntry.objects.filter(act="reveal", by=cast.handler).count() == 2


def test_another_reason_must_be_said(as_, case, cast):
    url = reverse("followup:reveal", args=[case.number, "phone"])
    response = as_(cast.handler).post(url, {"purpose": "other"})
    assert response.status_code == 422
    assert "Say which reason." in response.content.decode()


def test_export_needs_its_own_right_and_is_written_down(as_, case, cast):
    url = reverse("followup:ledger") + "?format=xlsx&search=电梯"
    assert as_(cast.leader).get(url).status_code == 403
    assert as_(cast.organizer).get(url).status_code == 200
    entry = AuditEntry.objects.get(act="export")
    assert entry.by == cast.organizer
    assert "电梯" not in str(entry.facts)


@pytest.mark.accepts("G1.3")
def test_the_ledger_comes_out_as_the_list_shows_it(as_, case, event, cast, now, office):
    office.zj.categories.update(name="=HYPERLINK(1)")
    factory.case(event, by=cast.recorder, at=now, outcome="settled", unit=event.desk1.unit)
    browser = as_(cast.organizer)
    listed = browser.get(reverse("followup:ledger"), {"outcome": "assigned"})
    response = browser.get(reverse("followup:ledger"), {"outcome": "assigned", "format": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    head, *rows = list(sheet.iter_rows(values_only=True))
    table = [dict(zip(head, row, strict=True)) for row in rows if row[0] and row[1]]
    assert [row["Number"] for row in table] == [row["case"].number for row in listed.context["rows"]] == [case.number]
    line = table[0]
    assert (line["Petitioner"], line["Phone"], line["Lead unit"]) == ("林*", "138****0037", "县住房和城乡建设局")
    assert (line["On-site outcome"], line["Status"]) == ("assigned with a date", "assigned")
    assert sheet.cell(2, head.index("Category") + 1).data_type == "s"
    assert rows[-1][0].startswith("Exported by 周敏")


def test_what_the_office_prints_and_exports_may_reach_the_unit_and_names_nobody(as_, hidden, cast):
    browser = as_(cast.organizer)
    assert "林*" in browser.get(page(hidden)).content.decode()  # the office itself knows
    for url in (
        reverse("followup:case_notice", args=[hidden.number]),
        reverse("followup:ledger") + "?format=print",
        reverse("followup:assignment_notice", args=[hidden.lead_unit_id]),
    ):
        html = browser.get(url).content.decode()
        assert hidden.number in html
        assert "林" not in html, url
    book = openpyxl.load_workbook(io.BytesIO(browser.get(reverse("followup:ledger"), {"format": "xlsx"}).content))
    cells = " ".join(str(cell.value) for row in book.active.rows for cell in row)
    assert hidden.number in cells
    assert "林" not in cells


def test_what_a_confidential_petitioner_said_is_read_by_the_office_only(as_, hidden, cast, now):
    actions.sign(hidden, by=cast.handler, at=now)
    actions.accept(hidden, by=cast.handler, at=now)
    actions.draft_reply(hidden, by=cast.handler, at=now, text="已更换。", basis="条例", conclusion="supported")
    actions.approve_reply(hidden, by=cast.head, at=now)
    actions.deliver(hidden, by=cast.organizer, at=now, channel="person")
    actions.call_back(hidden, by=cast.organizer, at=now, reached=True, solved="yes", note="接电话的是其妻")
    actions.rate(hidden, at=now, office="satisfied", unit="satisfied", solved="yes", comment="我住三楼西户")
    for person, seen in ((cast.organizer, True), (cast.handler, False), (cast.head, False)):
        html = as_(person).get(page(hidden)).content.decode()
        assert [word in html for word in ("其妻", "三楼西户")] == [seen, seen]


def test_digits_of_another_script_in_an_address_are_not_an_error(as_, case, cast):
    url = reverse("followup:assignment_notice", args=[case.lead_unit_id])
    assert [as_(cast.organizer).get(url, {"event": event}).status_code for event in ("²", "9" * 40, "x")] == [404] * 3
