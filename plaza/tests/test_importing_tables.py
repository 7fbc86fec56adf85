"""Units and users out of a table: what a dry run says, what entering does, and that nothing typed is lost."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from plaza.core.models import Unit, User
from plaza.office import blank_tables, imports
from plaza.tests.html import flat

pytestmark = pytest.mark.django_db
USERS = "name\tunit\troles\taccount\n覃波\tZJ\t经办人\tqinbo\n田禾\t县人社局\thead of unit\t\n"


@pytest.fixture
def desk(as_, cast):
    client = as_(cast.admin)
    client.cookies["plaza_language"] = "en"
    return client


@pytest.fixture(autouse=True)
def _english():
    from django.utils import translation

    with translation.override("en"):
        yield


def post(desk, kind, text, do):
    return desk.post(reverse(f"office:import_{kind}"), {"text": text, "do": do})


def test_a_dry_run_changes_nothing_and_says_what_entering_would_do(desk, office):
    page = post(desk, "users", USERS + "路人\tXX\t\t\n周敏\tXF\torganizer\tzhoumin\n", "check")
    dry = page.context["dry"]
    assert [len(dry.new), len(dry.known), len(dry.faulty)] == [2, 1, 1]
    assert "There is no unit “XX”." in page.text
    assert not User.objects.filter(username="qinbo").exists()


def test_the_same_file_twice_adds_nothing(desk, office):
    post(desk, "users", USERS, "enter")
    before = User.objects.count()
    dry = post(desk, "users", USERS, "check").context["dry"]
    assert (len(dry.new), len(dry.known)) == (0, 2)
    assert post(desk, "users", USERS, "enter").status_code == 302
    assert User.objects.count() == before


def test_good_rows_are_entered_and_the_others_come_back_to_be_corrected(desk, office):
    page = post(desk, "users", USERS + "路人\tXX\t\t\n", "enter")
    assert User.objects.filter(username__in=["qinbo", "rs01"]).count() == 2
    rest = page.context["rest"]
    assert "路人" in rest and "覃波" not in rest
    again = post(desk, "users", rest.replace("XX", "ZJ"), "check").context["dry"]
    assert (len(again.new), len(again.faulty)) == (1, 0)


def test_everybody_entered_can_sign_in_with_the_slip(desk, office):
    signs = re.findall(r'class="code">([^<]+)<', flat(post(desk, "users", USERS, "enter").text))
    for account, password in zip(signs[0::2], signs[1::2], strict=True):
        person = User.objects.get(username=account)
        assert person.check_password(password) and person.must_change_password


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("甲\tZJ\tking\t", "“king” is not a role."),
        ("甲\tZJ\thandler\tA B", "An account has 2 to 40"),
        ("甲\tZJ\thandler\tgaoyan", "The account gaoyan belongs to 高岩."),
        (f"{'甲' * 31}\tZJ\t\t", "“full name” has more than 30 signs."),
        ("甲\t\thandler\t", "Empty: unit."),
        ("覃波\tZJ\thandler\tqinbo", "This row stands in the table twice."),
    ],
)
def test_what_is_wrong_with_a_row_of_users(office, cast, row, sentence):
    dry = imports.check("users", USERS + row)
    assert [sentence in fault.error for fault in dry.faulty] == [True]
    assert len(dry.new) == 2


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("ZJ\t别的局", "The code ZJ belongs to “县住房和城乡建设局”."),
        ("ZZ\t县信访局", "“县信访局” has the code XF already."),
        ("\t县水务局", "Empty: code."),
        ("TOOLONGACODE1\t县水务局", "“code” has more than 12 signs."),
    ],
)
def test_what_is_wrong_with_a_row_of_units(office, row, sentence):
    dry = imports.check("units", f"code\tname\n{row}\n")
    assert [fault.error for fault in dry.faulty] == [sentence]


def test_units_are_entered_and_known_the_second_time(desk, office):
    text = "sw\t县水务局\t水务局\t0000-886 0136\t供水\nXF\t县信访局\n"
    assert post(desk, "units", text, "enter").status_code == 302
    assert Unit.objects.get(code="SW").short_name == "水务局"
    dry = post(desk, "units", text, "check").context["dry"]
    assert (len(dry.new), len(dry.known), len(dry.faulty)) == (0, 2, 0)


def test_a_file_that_is_no_table_is_refused_with_a_sentence(desk, office):
    upload = SimpleUploadedFile("a.xlsx", b"%PDF-1.4")
    page = desk.post(reverse("office:import_units"), {"file": upload, "text": "", "do": "check"})
    assert page.status_code == 422 and "This is not a table that can be read." in page.text
    assert desk.post(reverse("office:import_units"), {"do": "check"}).status_code == 422


def test_the_faulty_rows_come_as_excel_with_their_reason(desk, office):
    answer = post(desk, "units", "code\tname\nZJ\t=1+1\n", "faulty")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[0][-1] == "what is wrong" and rows[1][:2] == ("ZJ", "=1+1")
    assert rows[1][-1].startswith("The code ZJ belongs to")


@pytest.mark.parametrize("kind", ["units", "users"])
def test_the_empty_table_can_be_filled_in_and_read_back(desk, office, kind):
    answer = desk.get(reverse("office:blank", args=[kind]))
    book = load_workbook(io.BytesIO(answer.content))
    book.active.append([])
    for number, value in enumerate(imports.SAMPLES[kind], 1):
        book.active.cell(2, number, value)
    out = io.BytesIO()
    book.save(out)
    dry = imports.check(kind, SimpleUploadedFile("t.xlsx", out.getvalue()))
    assert (len(dry.new) + len(dry.known), dry.faulty, dry.unknown_columns) == (1, [], [])


def test_the_empty_table_of_something_else_is_not_found(desk):
    assert desk.get(reverse("office:blank", args=["money"])).status_code == 404


def test_accounts_are_numbered_past_those_taken(office, cast):
    User.objects.create_user("zj01", None, name="甲", unit=office.zj)
    dry = imports.check("users", "乙\tZJ\n丙\tZJ\n")
    assert [row.account for row in dry.new] == ["zj02", "zj03"]


def test_blank_headings_exist_in_every_language(office, settings):
    from django.utils import translation

    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            assert load_workbook(io.BytesIO(blank_tables.workbook("users"))).active["A1"].value.endswith(" *")
