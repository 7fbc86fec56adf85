"""A new office, from the printed link to the first sign-in, as a person does it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from plaza.commands import setup_link
from plaza.core.errors import NotPossible
from plaza.core.models import AuditEntry, Category, Office, SetupLink, Unit, User
from plaza.core.numbering import token_digest
from plaza.office import link
from plaza.tests.html import flat

pytestmark = pytest.mark.django_db
OFFICE = {
    "name": "青禾县广场接访",
    "signature": "青禾县信访局",
    "phone": "0000-886 0018",
    "division": "000000",
    "default_language": "en",
    "languages": ["zh-hans", "en"],
    "promise_days": "10",
    "public_pages": "on",
}
UNITS = (
    "code\tname\tshort name\tphone\tduties\n"
    "ZJ\t县住房和城乡建设局\t县住建局\t0000-886 0123\t住房保障\nRS\t县人力资源和社会保障局\t县人社局\t\t\n"
)
USERS = "高岩\tZJ\t经办人\tgaoyan\t科员\n陆宁\t县人社局\thandler, head of unit\t\t\n"


@pytest.fixture(autouse=True)
def _clock(on_the_day):
    return on_the_day


@pytest.fixture
def start(now):
    return link.make(at=now)


def at_step(start, name):
    return f"{start}/{name}"


def set_up_to(client, start, name):
    """Walk the steps before `name` as a person would."""
    walk = {
        "office": OFFICE,
        "administrator": {"name": "丁一", "username": "DingYi", "password": "Qinghe-2026-x", "again": "Qinghe-2026-x"},
        "units": {"text": UNITS, "do": "enter"},
        "users": {"text": USERS, "do": "enter"},
        "categories": {},
        "keys": {"kept": "on"},
    }
    response = None
    for step, data in walk.items():
        if step == name:
            break
        response = client.post(at_step(start, step), data)
    return response


def test_from_the_link_to_the_first_sign_in(client, start):
    assert client.get(start).url == at_step(start, "office")
    response = client.post(at_step(start, "office"), OFFICE)
    assert response.url == at_step(start, "administrator")

    person = {"name": "丁一", "username": "DingYi", "password": "Qinghe-2026-x", "again": "Qinghe-2026-x"}
    assert client.post(at_step(start, "administrator"), person).url == at_step(start, "units")

    checked = client.post(at_step(start, "units"), {"text": UNITS, "do": "check"})
    assert "2 new" in checked.text and Unit.objects.count() == 1
    assert client.post(at_step(start, "units"), {"text": UNITS, "do": "enter"}).url == at_step(start, "units")
    assert set(Unit.objects.values_list("code", flat=True)) == {"XF", "ZJ", "RS"}

    slips = client.post(at_step(start, "users"), {"text": USERS, "do": "enter"}).text
    accounts = re.findall(r'class="code">([^<]+)<', flat(slips))
    assert accounts[0::2] == ["gaoyan", "rs01"]
    assert User.objects.get(username="rs01").roles == {"handler", "head"}

    page = client.get(at_step(start, "categories")).text
    assert page.count("<select") >= 10
    building = Category.objects.get(name="城乡建设")
    assert building.unit.code == "ZJ"
    chosen = {f"unit_{row.pk}": row.unit_id or "" for row in Category.objects.all()}
    chosen[f"unit_{building.pk}"] = Unit.objects.get(code="XF").pk
    assert client.post(at_step(start, "categories"), chosen).url == at_step(start, "keys")
    building.refresh_from_db()
    assert building.unit.code == "XF"

    finished = client.post(at_step(start, "keys"), {"kept": "on"})
    assert finished.url == reverse("core:home")
    office = Office.objects.get()
    assert office.ready and not office.queue_by_default and office.languages == "zh-hans,en"
    assert client.get(reverse("office:settings")).status_code == 200
    assert client.get(start).status_code == 404
    assert AuditEntry.objects.filter(act="finish_set_up").count() == 1

    client.post(reverse("core:sign_out"))
    first = client.post(reverse("core:sign_in"), {"username": "gaoyan", "password": accounts[1]})
    assert first.url == reverse("core:password")
    assert client.get(reverse("core:settings")).url == reverse("core:password")
    new = {"old_password": accounts[1], "new_password1": "Liutang-2026-y", "new_password2": "Liutang-2026-y"}
    assert client.post(reverse("core:password"), new).url == reverse("core:home")
    assert client.get(reverse("core:settings")).status_code == 200


def test_only_the_digest_of_the_token_is_kept(start):
    token = start.rsplit("/", 1)[1]
    row = SetupLink.objects.get()
    assert row.digest == token_digest(token) and token not in str(vars(row))


def test_a_new_link_ends_the_one_before(client, start, now):
    newer = link.make(at=now)
    assert client.get(start).status_code == 404
    assert client.get(newer).status_code == 302


@pytest.mark.parametrize(("hours", "status"), [(23, 302), (25, 404)])
def test_a_link_lives_a_day(client, start, now, hours, status):
    with time_machine.travel(now + timedelta(hours=hours), tick=False):
        assert client.get(start).status_code == status


def test_there_is_no_link_for_an_office_that_is_set_up(office, now):
    with pytest.raises(NotPossible):
        link.make(at=now)


def test_a_guessed_token_is_not_found(client, start):
    assert client.get(reverse("office:setup", args=["x" * 43])).status_code == 404
    assert client.post(reverse("office:setup_step", args=["x" * 43, "office"]), OFFICE).status_code == 404
    assert client.get(at_step(start, "nowhere")).status_code == 404


def test_no_step_can_be_skipped_before_there_is_an_administrator(client, start):
    assert client.get(at_step(start, "keys")).url == at_step(start, "office")
    client.post(at_step(start, "office"), OFFICE)
    assert client.post(at_step(start, "keys"), {"kept": "on"}).url == at_step(start, "administrator")
    assert not Office.objects.get().ready


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": "", "phone": "0000-886 0018"}, "Name shown at the top of every page"),
        ({"division": "12"}, "The division code has 6 figures."),
        ({"default_language": "zh-hant"}, "The language of the office must be one of those offered."),
        ({"promise_days": "0"}, "Enter a number from 1 to 90."),
    ],
)
def test_a_wrong_office_form_keeps_what_was_typed(client, start, change, sentence):
    client.cookies["plaza_language"] = "en"
    response = client.post(at_step(start, "office"), OFFICE | change)
    assert response.status_code == 422
    assert sentence in response.text and "0000-886 0018" in response.text
    assert not Office.objects.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"again": "something-else"}, "The two passwords are not the same."),
        ({"password": "short", "again": "short"}, "at least 10"),
        ({"username": "a b"}, "An account has 2 to 40"),
    ],
)
def test_a_wrong_first_account_is_refused(client, start, change, sentence):
    set_up_to(client, start, "administrator")
    person = {"name": "丁一", "username": "dingyi", "password": "Qinghe-2026-x", "again": "Qinghe-2026-x"} | change
    response = client.post(at_step(start, "administrator"), person)
    assert response.status_code == 422 and sentence in response.text
    assert not User.objects.exists()


def test_there_is_only_one_first_administrator(client, start):
    set_up_to(client, start, "units")
    second = {"name": "甲", "username": "jia", "password": "Qinghe-2026-x", "again": "Qinghe-2026-x"}
    client.post(at_step(start, "administrator"), second)
    assert list(User.objects.values_list("username", flat=True)) == ["dingyi"]


STEPS = ["", "/office", "/administrator", "/units", "/users", "/categories", "/keys", "/blank/units"]


def test_once_there_is_an_administrator_the_link_opens_nothing(client, start):
    """Whoever finds it in a log, a chat or a history of commands is asked to sign in, for reading and writing."""
    set_up_to(client, start, "keys")
    stranger = Client()
    before = AuditEntry.objects.count()
    for step in STEPS:
        for answer in (stranger.get(start + step), stranger.post(start + step, {"do": "sheet", "kept": "on"})):
            assert (answer.status_code, answer.url) == (302, "/sign-in?next=/office/setup/go-on")
    assert AuditEntry.objects.count() == before and not Office.objects.get().ready
    assert SetupLink.objects.get().used_at
    with pytest.raises(NotPossible):
        link.make(at=SetupLink.objects.get().used_at)


def test_the_administrator_signs_in_again_and_goes_on(client, start):
    set_up_to(client, start, "users")
    other = Client()
    sent = {"username": "dingyi", "password": "Qinghe-2026-x"}
    page = other.post(reverse("core:sign_in"), sent, follow=True)
    assert page.redirect_chain[-1][0] == "/office/setup/go-on/units"
    assert other.post("/office/setup/go-on/keys", {"kept": "on"}).url == reverse("core:home")
    assert Office.objects.get().ready
    assert other.get("/office/setup/go-on").status_code == 404


def test_nobody_else_comes_in_before_the_office_is_set_up(client, start):
    set_up_to(client, start, "users")
    slips = client.post(at_step(start, "users"), {"text": USERS, "do": "enter"}).text
    account, password = re.findall(r'class="code">([^<]+)<', flat(slips))[:2]
    handler = Client()
    handler.cookies["plaza_language"] = "en"
    refused = handler.post(reverse("core:sign_in"), {"username": account, "password": password})
    assert refused.status_code == 422 and "not set up yet" in refused.text
    handler.force_login(User.objects.get(username=account), backend="plaza.roles.RoleBackend")
    assert handler.get(at_step(start, "keys")).status_code == 302
    assert handler.post(at_step(start, "keys"), {"do": "sheet"}).status_code == 302


class TestThePrintedLink:
    @pytest.fixture
    def say(self, db):
        said = []
        yield lambda **how: setup_link.run({"base_url": "http://plaza.example"}, said.append, **how) or said[-1]

    def test_it_is_printed_by_its_command(self, say):
        assert re.search(r"http://plaza.example/office/setup/[\w-]{40,}$", say())

    @pytest.mark.parametrize("terminal", [True, False])
    def test_a_start_prints_it_to_a_terminal_and_never_into_a_log(self, say, monkeypatch, terminal):
        monkeypatch.setattr(setup_link.sys.stdout, "isatty", lambda: terminal, raising=False)
        assert ("/office/setup/" in say(at_start=True)) == terminal
        assert SetupLink.objects.exists() == terminal

    def test_with_an_administrator_there_is_none(self, say, client, start):
        set_up_to(client, start, "units")
        assert say().endswith("http://plaza.example/sign-in")


def test_the_key_sheet_shows_the_keys_during_the_set_up_only(client, start, settings):
    set_up_to(client, start, "keys")
    sheet = client.post(at_step(start, "keys"), {"do": "sheet"})
    assert settings.FIELD_KEYS.split(":")[1] in sheet.text and settings.SECRET_KEY in sheet.text
    assert AuditEntry.objects.filter(act="look_at_keys").count() == 1
    assert client.post(at_step(start, "keys"), {}).status_code == 422
    client.post(at_step(start, "keys"), {"kept": "on"})
    assert client.post(at_step(start, "keys"), {"do": "sheet"}).status_code == 404
    assert client.get(at_step(start, "keys")).status_code == 404


def test_the_sign_in_page_says_when_the_office_is_not_set_up(client, db):
    client.cookies["plaza_language"] = "en"
    assert "not set up yet" in client.get(reverse("core:sign_in")).text
