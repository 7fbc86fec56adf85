"""The door: who comes in, who is held up, and where each goes."""

import pytest
from django.urls import reverse

from plaza.core import offices
from plaza.core.models import Office, User
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


def test_six_wrong_passwords_lock_this_account_here(client, cast):
    assert fail(client, 6) == [422] * 5 + [429]
    assert sign_in(client, "gaoyan").status_code == 429


def test_the_lock_holds_nobody_else_up_at_the_same_address(client, cast):
    fail(client, 7)
    assert sign_in(client, "wutong").status_code == 302


def test_the_lock_holds_the_person_up_at_this_address_only(client, cast):
    fail(client, 7)
    assert sign_in(client, "gaoyan", address="10.0.0.8").status_code == 302


def test_five_wrong_passwords_and_the_right_one_come_in(client, cast):
    fail(client, 5)
    assert sign_in(client, "gaoyan").status_code == 302
    assert client.post("/sign-out").status_code == 302
    assert fail(client, 5) == [422] * 5


def test_a_forwarded_address_of_an_unknown_proxy_is_not_believed(client, cast):
    for n in range(6):
        client.post(
            SIGN_IN,
            {"username": "gaoyan", "password": "wrong"},
            REMOTE_ADDR="10.0.0.7",
            HTTP_X_FORWARDED_FOR=f"1.2.3.{n}",
        )
    assert sign_in(client, "gaoyan").status_code == 429


def test_of_what_a_known_proxy_forwards_its_own_word_is_believed_and_nothing_before_it(client, cast, settings):
    settings.TRUSTED_PROXIES = 1

    def attempt(hops, password):
        data = {"username": "gaoyan", "password": password}
        return client.post(SIGN_IN, data, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=hops).status_code

    for n in range(6):
        attempt(f"1.2.3.{n}, 10.0.0.7", "wrong")
    assert attempt("1.2.3.9, 10.0.0.7", PASSWORD) == 429
    assert attempt("1.2.3.0, 10.0.0.8", PASSWORD) == 302


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
