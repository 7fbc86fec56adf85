"""The door: who comes in, who is held up, and where each goes."""

import json

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.urls import reverse

from plaza.core import devices, offices
from plaza.core.middleware import ProxyAddress, client_address
from plaza.core.models import Office, User, WrongTry
from plaza.core.models.people import Role
from plaza.home import HOMES
from plaza.office import actions

pytestmark = pytest.mark.django_db
PASSWORD = "Qinghe-2026"
SIGN_IN = "/sign-in"


def sign_in(client, username, password=PASSWORD, address="10.0.0.7", **more):
    return client.post(SIGN_IN, {"username": username, "password": password, **more}, REMOTE_ADDR=address)


def fail(client, times, username="gaoyan", address="10.0.0.7"):
    return [sign_in(client, username, "wrong", address).status_code for _ in range(times)]


def device_of(person):
    """A browser in which this person has signed in and out."""
    browser = Client()
    assert sign_in(browser, person.username).status_code == 302
    assert browser.post("/sign-out").status_code == 302
    return browser


class TestGuessing:
    @pytest.fixture(autouse=True)
    def clock(self, now):
        with time_machine.travel(now, tick=False) as clock:
            yield clock

    def test_after_six_wrong_passwords_one_waits(self, client, cast, clock):
        assert fail(client, 7) == [422] * 6 + [429]
        answer = sign_in(client, "gaoyan")
        assert (answer.status_code, answer["Retry-After"]) == (429, "2")
        assert 'value="gaoyan"' in answer.text and PASSWORD not in answer.text
        clock.shift(2)
        assert sign_in(client, "gaoyan").status_code == 302

    def test_the_wait_grows_to_a_minute_and_asking_meanwhile_does_not_make_it_longer(self, client, cast, clock):
        fail(client, 6)
        waits = []
        for _ in range(7):
            waits.append(int(sign_in(client, "gaoyan", "wrong")["Retry-After"]))
            clock.shift(waits[-1] - 1)
            assert fail(client, 3) == [429] * 3
            clock.shift(1)
            assert fail(client, 1) == [422]
        assert waits == [2, 4, 8, 16, 32, 60, 60]

    def test_five_wrong_passwords_and_the_right_one_come_in(self, client, cast):
        fail(client, 5)
        assert sign_in(client, "gaoyan").status_code == 302
        assert client.post("/sign-out").status_code == 302
        assert fail(client, 6) == [422] * 6

    def test_an_hour_later_one_begins_anew(self, client, cast, clock):
        fail(client, 6)
        clock.shift(3600)
        assert fail(client, 7) == [422] * 6 + [429]

    def test_a_clock_that_was_set_back_makes_nobody_wait_for_hours(self, client, cast, clock):
        fail(client, 6)
        clock.shift(-3600 * 5)
        assert int(sign_in(client, "gaoyan")["Retry-After"]) <= 2

    def test_nobody_else_at_the_same_address_waits(self, client, cast):
        fail(client, 20)
        assert sign_in(Client(), "wutong").status_code == 302

    def test_a_device_that_knows_the_account_does_not_wait_for_others(self, client, cast):
        own = device_of(cast.handler)
        fail(client, 20)
        assert sign_in(client, "gaoyan").status_code == 429
        assert sign_in(own, "gaoyan").status_code == 302

    def test_wrong_passwords_at_a_known_device_slow_that_device_only(self, client, cast):
        own, other = device_of(cast.handler), device_of(cast.handler)
        assert fail(own, 7) == [422] * 6 + [429]
        assert sign_in(other, "gaoyan").status_code == 302
        assert sign_in(client, "gaoyan").status_code == 302

    def test_a_device_knows_the_accounts_that_signed_in_there_and_no_other(self, client, cast):
        desk = device_of(cast.recorder)
        fail(client, 20)
        assert sign_in(desk, "gaoyan").status_code == 429
        assert sign_in(desk, "wutong").status_code == 302
        desk.post("/sign-out")
        shared = device_of(cast.organizer)
        sign_in(shared, "wutong")
        shared.post("/sign-out")
        fail(client, 20, "wutong")
        fail(client, 20, "zhoumin")
        assert sign_in(shared, "zhoumin").status_code == 302

    @pytest.mark.parametrize("value", ["", "x", "a:b:c", "eyJpZCI6MX0:1wBqZv:x"])
    def test_a_device_of_ones_own_making_is_none(self, client, cast, value):
        fail(client, 6)
        client.cookies[devices.COOKIE] = value
        assert sign_in(client, "gaoyan").status_code == 429

    def test_a_device_is_named_by_no_account_and_read_by_no_script(self, cast):
        kept = device_of(cast.handler).cookies[devices.COOKIE]
        assert (kept["httponly"], kept["samesite"], kept["path"]) == (True, "Lax", SIGN_IN)
        assert "gaoyan" not in json.dumps(signing.loads(kept.value, salt=devices.COOKIE))

    def test_an_unknown_account_is_slowed_like_a_known_one(self, client, cast):
        assert fail(client, 7, "nobody") == fail(client, 7, "gaoyan")

    def test_one_account_guessed_from_two_hundred_addresses_is_slowed(self, cast, clock):
        answers = []
        for n in range(200):
            answers += fail(Client(), 1, address=f"10.1.{n // 100}.{n % 100}")
            clock.shift(1)
        assert answers.count(429) > 180

    def test_a_try_counts_while_its_password_is_looked_at(self, client, cast, monkeypatch):
        """Twenty at once: hashing takes its time, and all but the free ones wait."""
        counted = []
        monkeypatch.setattr(User, "check_password", lambda user, raw: counted.append(WrongTry.objects.get().tries))
        fail(client, 3)
        assert counted == [1, 2, 3]

    @pytest.mark.slow
    def test_a_thousand_wrong_passwords_from_one_address_hold_up_none_of_twenty_clerks(self, cast, clock):
        names = [f"clerk{n:02d}" for n in range(20)]
        for name in names:
            User.objects.create_user(name, PASSWORD, name="陈露", unit=cast.handler.unit, roles=["handler"])
        known = {name: device_of(User.objects.get(username=name)) for name in names}
        guesser, wrong, refused = Client(), [], 0
        for turn in range(50):
            wrong += [sign_in(guesser, name, f"guess-{turn}").status_code for name in names]
            name = names[turn % 20]
            refused += sign_in(known[name], name).status_code != 302
            known[name].post("/sign-out")
            clock.shift(1)
        assert (len(wrong), refused) == (1000, 0)
        assert wrong.count(429) > 700


@pytest.mark.parametrize(("proxies", "seen"), [(0, "10.0.0.1"), (1, "10.0.0.7"), (2, "1.2.3.4"), (3, "10.0.0.1")])
def test_of_what_is_forwarded_the_word_of_known_proxies_is_believed_and_nothing_before_it(rf, settings, proxies, seen):
    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="1.2.3.4, 10.0.0.7")
    assert ProxyAddress(client_address)(request) == seen


@pytest.mark.parametrize("typed", ["gaoyan", " GaoYan "])
def test_the_account_may_be_typed_in_any_case(client, cast, typed):
    assert sign_in(client, typed).status_code == 302


def test_a_wrong_password_keeps_the_account_and_tells_no_more_than_an_unknown_one(client, cast):
    wrong, unknown = sign_in(client, "gaoyan", "wrong"), sign_in(client, "nobody", "wrong")
    assert wrong.status_code == unknown.status_code == 422
    assert 'value="gaoyan"' in wrong.text and 'value="wrong"' not in wrong.text
    assert wrong.context["form"].errors == unknown.context["form"].errors


def test_a_switched_off_account_cannot_sign_in(client, cast):
    User.objects.filter(pk=cast.handler.pk).update(is_active=False)
    assert sign_in(client, "gaoyan").status_code == 422


def test_a_session_ends_at_the_next_request_after_the_account_is_switched_off(as_, cast):
    client = as_(cast.handler)
    assert client.get(reverse("core:settings")).status_code == 200
    User.objects.filter(pk=cast.handler.pk).update(is_active=False)
    assert client.get(reverse("core:settings")).url == "/sign-in?next=/me"


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/me", "/me"),
        ("/cases?tab=open", "/cases?tab=open"),
        ("", "/"),
        ("²", "/"),
        ("me", "/"),
        ("/²", "/%C2%B2"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("http:///evil.example", "/"),
        ("https:evil.example", "/"),
        ("/\t/evil.example", "/"),
        (" //evil.example", "/"),
        ("//testserver@evil.example", "/"),
    ],
)
@pytest.mark.parametrize("form", ["sign_in", "language", "text_size"])
def test_next_never_leaves_plaza(client, cast, form, wanted, goes):
    data = {"username": "gaoyan", "password": PASSWORD} if form == "sign_in" else {"language": "en", "size": ""}
    assert client.post(reverse(f"core:{form}"), data | {"next": wanted}).url == goes


@pytest.mark.parametrize("role", [role for role in HOMES if role != Role.ADVISER])
def test_each_role_begins_at_its_own_page(as_, cast, role):
    client = as_(getattr(cast, role.value))
    assert client.get("/").url == reverse(HOMES[role])
    assert client.get("/", follow=True).status_code == 200


def test_a_person_without_a_role_is_told_so(as_, cast):
    cast.handler.role_rows.all().delete()
    client = as_(cast.handler)
    client.cookies["plaza_language"] = "en"
    assert "no role yet" in client.get("/").text


def test_there_is_no_demo_sign_in_outside_the_demo(client, cast, settings):
    User.objects.filter(pk=cast.handler.pk).update(demo=True)
    assert client.post("/sign-in/demo", {"as": "gaoyan"}).status_code == 404
    settings.DEMO = True
    assert client.post("/sign-in/demo", {"as": "gaoyan"}).status_code == 404  # in the database of an office
    Office.objects.update(demo=True)
    offices.forget()
    assert client.post("/sign-in/demo", {"as": "gaoyan"}).status_code == 302


def test_the_people_of_the_demo_are_nobody_outside_it(client, as_, cast, settings):
    User.objects.filter(pk=cast.handler.pk).update(demo=True)
    assert as_(cast.handler).get("/me").status_code == 302
    assert sign_in(client, "gaoyan").status_code == 422
    settings.DEMO = True
    assert sign_in(client, "gaoyan").status_code == 302


def test_the_demo_signs_in_demo_people_only(client, cast, settings):
    settings.DEMO = True
    Office.objects.update(demo=True)
    offices.forget()
    assert client.post("/sign-in/demo", {"as": "gaoyan"}).status_code == 404


def test_the_language_is_remembered_by_the_browser_and_by_the_person(client, as_, cast):
    assert 'lang="zh-Hans"' in client.get(SIGN_IN).text
    client.post("/language", {"language": "en", "next": "/sign-in"})
    assert 'lang="en"' in client.get(SIGN_IN).text
    client.post("/language", {"language": "xx", "next": "/sign-in"})
    assert 'lang="en"' in client.get(SIGN_IN).text
    client = as_(cast.handler)
    client.post("/language", {"language": "zh-hant"})
    cast.handler.refresh_from_db()
    assert cast.handler.language == "zh-hant"
    assert 'lang="zh-Hant"' in client.get("/me").text


def test_an_initial_password_is_changed_before_anything_else(as_, cast):
    User.objects.filter(pk=cast.handler.pk).update(must_change_password=True)
    client = as_(cast.handler)
    assert client.get(reverse("core:settings")).url == reverse("core:password")
    assert client.get(reverse("core:password")).status_code == 200
    assert client.post(reverse("core:sign_out")).status_code == 302


def test_a_new_password_of_ones_own_takes_nothing_back_that_an_administrator_did_meanwhile(as_, cast, now, monkeypatch):
    """Hashing takes its time: what is written is the password and nothing else, from the version that was read."""
    hashed = User.set_password

    def meanwhile(user, password):
        hashed(user, password)
        actions.switch_off(User.objects.get(pk=user.pk), by=cast.admin, at=now)

    monkeypatch.setattr(User, "set_password", meanwhile)
    words = {"old_password": "Qinghe-2026", "new_password1": "Lantern-3377-x", "new_password2": "Lantern-3377-x"}
    assert as_(cast.handler).post(reverse("core:password"), words).status_code == 409
    person = User.objects.get(pk=cast.handler.pk)
    assert (person.is_active, person.version, person.check_password("Qinghe-2026")) == (False, 2, True)


def test_guesses_at_the_door_do_not_slow_the_own_password_page(as_, client, cast):
    """Nor the other way round: an open session guesses slowly, and the door stays free."""
    fail(Client(), 12, cast.handler.username)
    inside = as_(cast.handler)
    wrong = {"old_password": "x", "new_password1": "Neu-Passwort-2026", "new_password2": "Neu-Passwort-2026"}
    answers = [inside.post("/me/password", wrong).context["form"].errors["old_password"][0] for _n in range(8)]
    assert len(set(answers[:6])) == 1 and answers[7] != answers[0]
    assert WrongTry.objects.count() == 2
