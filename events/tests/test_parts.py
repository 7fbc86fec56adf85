"""What every table of the plan does, whichever it is: saved once, undone, read, printed, to Excel and back."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from events.forms import line_set
from events.models import ScheduleSlot
from events.parts import PARTS, pages
from plaza.core.models import AuditEntry
from plaza.tests import parts

pytestmark = pytest.mark.django_db
ALL = sorted(PARTS)


def url(part, event):
    return reverse(f"events:{part.page.name}", args=[event.pk])


def table(part, event, lines=()):
    """A page as sent, with these lines in the table of `part` and the others empty."""
    data = parts.sent(part.page, event)
    for one in part.page.parts:
        data |= {f"{one.name}-TOTAL_FORMS": 0, f"{one.name}-INITIAL_FORMS": 0}
    data |= {f"{part.name}-TOTAL_FORMS": len(lines)}
    return data | {
        f"{part.name}-{number}-{name}": value for number, line in enumerate(lines) for name, value in line.items()
    }


def cleared(part, event):
    part.model.objects.filter(event=event).delete()


@pytest.fixture(params=ALL)
def part(request, event):
    if request.param in ("zones", "desks"):  # the reception of the world has desks: the plan of the test has none
        from petitions.models import Ticket

        Ticket.objects.all().delete()
        event.duties.all().delete()
        event.desks.all().delete()
    cleared(PARTS[request.param], event)
    return PARTS[request.param]


def test_a_line_sent_twice_is_one_line(as_, event, cast, part):
    browser, data = as_(cast.organizer), table(part, event, [parts.new_line(part, event)])
    assert [browser.post(url(part, event), data).status_code for _ in range(2)] == [302, 302]
    assert part.model.objects.filter(event=event).count() == 1
    assert AuditEntry.objects.filter(kind=part.model._meta.label_lower, act="add").count() == 1


def test_the_key_with_another_line_is_refused_and_the_line_is_kept(as_, event, cast, part):
    browser, data = as_(cast.organizer), table(part, event, [parts.new_line(part, event)])
    browser.post(url(part, event), data)
    name = next(name for name, value in parts.new_line(part, event).items() if value == "备用")
    answer = browser.post(url(part, event), data | {f"{part.name}-0-{name}": "另一行"})
    assert answer.status_code == 422 and "另一行" in answer.text
    assert part.model.objects.filter(event=event).count() == 1


def test_a_line_without_the_version_it_was_shown_with_changes_nothing(as_, event, cast, part):
    browser = as_(cast.organizer)
    browser.post(url(part, event), table(part, event, [parts.new_line(part, event)]))
    row = part.lines(event)[0]
    answer = browser.post(url(part, event), table(part, event, [parts.new_line(part, event) | {"pk": row.pk}]))
    assert answer.status_code == 422
    assert part.lines(event)[0].version == row.version


def test_what_is_taken_out_comes_back(as_, event, cast, part):
    browser = as_(cast.organizer)
    browser.post(url(part, event), table(part, event, [parts.new_line(part, event)]))
    row = part.lines(event)[0]
    page = browser.post(
        url(part, event), table(part, event, [{"pk": row.pk, "version": row.version, "remove": "on"}]), follow=True
    )
    undo = reverse("events:restore", args=[event.pk, part.name, str(row.pk)])
    assert undo in page.text and part.lines(event) == []
    browser.post(undo)
    assert [one.pk for one in part.lines(event)] == [row.pk]
    acts = AuditEntry.objects.filter(kind=part.model._meta.label_lower, object_id=row.pk)
    assert list(acts.order_by("id").values_list("act", flat=True)) == ["add", "remove", "restore"]


def test_who_only_sees_reads_the_same_words_on_the_page_and_on_paper(as_, event, cast, part):
    as_(cast.organizer).post(url(part, event), table(part, event, [parts.new_line(part, event)]))
    words = [text for text in part.sheet.cells(part.lines(event)[0]) if text]
    page, paper = as_(cast.leader).get(url(part, event)), as_(cast.leader).get(reverse("events:print", args=[event.pk]))
    assert all(text in page.text for text in words) and 'name="add"' not in page.text
    assert words[0] in paper.text


def test_a_table_goes_to_excel_and_comes_back_to_be_looked_at_and_saved(as_, event, cast, part):
    browser = as_(cast.organizer)
    browser.post(url(part, event), table(part, event, [parts.new_line(part, event)]))
    before = part.sheet.cells(part.lines(event)[0])
    file = browser.get(reverse("events:part_excel", args=[event.pk, part.name])).content
    assert load_workbook(io.BytesIO(file)).active.max_row >= 2
    cleared(part, event)
    upload = SimpleUploadedFile("plan.xlsx", file)
    page = browser.post(url(part, event), table(part, event) | {"read": part.name, f"file_{part.name}": upload})
    assert not part.lines(event)
    brought = page.context["tables"][part.page.parts.index(part)]["set"].typed()
    lines = [{name: value for name, value in line.items() if value not in (None, False)} for line in brought]
    assert browser.post(url(part, event), table(part, event, lines[:1])).status_code == 302
    assert part.sheet.cells(part.lines(event)[0]) == before


def test_a_choice_that_does_not_exist_is_named_when_a_file_is_read(as_, event, cast):
    part = PARTS["slots"]
    cleared(part, event)
    text = "开始时间,结束时间,环节,类型\n09:00,10:00,开幕,不存在的类型\n"
    upload = SimpleUploadedFile("plan.csv", text.encode())
    page = as_(cast.organizer).post(url(part, event), table(part, event) | {"read": "slots", "file_slots": upload})
    assert page.status_code == 200 and "不存在的类型" in page.text
    assert not ScheduleSlot.objects.filter(event=event).exists()


def test_rows_that_find_no_place_in_the_table_are_counted(as_, event, cast):
    part = PARTS["slots"]
    cleared(part, event)
    text = "开始时间,结束时间,环节,类型\n" + "09:00,10:00,开幕,其他\n" * 260
    upload = SimpleUploadedFile("plan.csv", text.encode())
    page = as_(cast.organizer).post(url(part, event), table(part, event) | {"read": "slots", "file_slots": upload})
    assert len(page.context["tables"][0]["set"].forms) == 200
    assert "有 60 行没有读入" in page.text and "200 行" in page.text


def test_a_full_table_says_that_it_takes_no_other_row(as_, event, cast):
    part = PARTS["slots"]
    lines = [parts.new_line(part, event) for _ in range(200)]
    page = as_(cast.organizer).post(url(part, event), table(part, event, lines) | {"add": "slots"})
    assert page.status_code == 200 and "最多 200 行" in page.text


@pytest.mark.parametrize("upload", [None, SimpleUploadedFile("x.xlsx", b"no table"), SimpleUploadedFile("x.csv", b"")])
def test_what_cannot_be_read_is_said_and_what_was_typed_stays(as_, event, cast, upload):
    part = PARTS["posts"]
    cleared(part, event)
    data = table(part, event, [parts.new_line(part, event)]) | {"read": "posts"}
    if upload is not None:
        upload.seek(0)
        data |= {"file_posts": upload}
    page = as_(cast.organizer).post(url(part, event), data)
    assert page.status_code == 422 and "备用" in page.text and 'class="errors"' in page.text


def test_thirty_lines_cost_as_many_statements_as_one(as_, event, cast, part):
    browser, counts = as_(cast.organizer), []
    for many in (1, 30):
        lines = [parts.new_line(part, event) for _ in range(many)]
        if part.name == "desks":
            lines = [line | {"number": 10 * many + n} for n, line in enumerate(lines)]
        assert browser.post(url(part, event), table(part, event, lines)).status_code == 302
        browser.get(url(part, event))
        with CaptureQueriesContext(connection) as seen:
            browser.get(url(part, event))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_tabs_lead_to_every_page(as_, event, cast):
    text = as_(cast.organizer).get(reverse("events:plan", args=[event.pk])).text
    assert all(f'href="{reverse(f"events:{page.name}", args=[event.pk])}"' in text for page in pages())


def test_two_who_add_the_same_line_are_both_answered(as_, event, cast, part):
    """A constraint that the second one meets is said in words, with the line as typed."""
    browser, line = as_(cast.organizer), parts.new_line(part, event)
    answers = [browser.post(url(part, event), table(part, event, [line])) for _ in range(2)]
    assert answers[0].status_code == 302 and answers[1].status_code in (302, 422)
    if answers[1].status_code == 422:
        said = {str(one.violation_error_message) for one in part.model._meta.constraints}
        assert any(words in answers[1].text for words in said) and "Constraint" not in "".join(said)
        assert len(part.lines(event)) == 1


def test_a_line_with_no_more_than_it_needs_is_read_printed_and_taken_out(as_, event, cast, part):
    browser = as_(cast.organizer)
    fields = line_set(part, None, event=event, lines=[]).empty_form.fields
    line = {name: value for name, value in parts.new_line(part, event).items() if fields[name].required}
    assert browser.post(url(part, event), table(part, event, [line])).status_code == 302
    excel = reverse("events:part_excel", args=[event.pk, part.name])
    for person in (cast.organizer, cast.leader):
        for page in (url(part, event), reverse("events:print", args=[event.pk]), excel):
            assert as_(person).get(page).status_code == 200, page


def test_the_record_says_which_line_of_which_event(as_, event, cast, part):
    as_(cast.organizer).post(url(part, event), table(part, event, [parts.new_line(part, event)]))
    entry = AuditEntry.objects.get(kind=part.model._meta.label_lower, act="add")
    assert entry.label == f"{part.lines(event)[0]} ({event.name})"[:60]


@pytest.mark.parametrize("version", ["", "0"])
def test_a_line_is_not_taken_out_by_who_does_not_say_which_state_was_shown(as_, event, cast, part, version):
    browser = as_(cast.organizer)
    browser.post(url(part, event), table(part, event, [parts.new_line(part, event)]))
    row = part.lines(event)[0]
    answer = browser.post(url(part, event), table(part, event, [{"pk": row.pk, "version": version, "remove": "on"}]))
    assert answer.status_code == 409
    assert [one.pk for one in part.lines(event)] == [row.pk]


def test_it_is_said_how_many_lines_came_back(as_, event, cast, part):
    browser = as_(cast.organizer)
    browser.cookies["plaza_language"] = "en"
    browser.post(url(part, event), table(part, event, [parts.new_line(part, event)]))
    row = part.lines(event)[0]
    undo = reverse("events:restore", args=[event.pk, part.name, f"{row.pk}-{row.pk + 1000}"])
    assert "it stands already" in browser.post(undo, follow=True).text
    gone = [{"pk": row.pk, "version": row.version, "remove": "on"}]
    browser.post(url(part, event), table(part, event, gone))
    assert "1 row is back." in browser.post(undo, follow=True).text
