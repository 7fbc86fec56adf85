"""Users: added with a slip, given roles, switched off; never without an administrator."""

import re

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse

from plaza.core.errors import NotAllowed, NotPossible
from plaza.core.models import AuditEntry, User
from plaza.office import actions, passwords
from plaza.tests.html import flat

pytestmark = pytest.mark.django_db
KEY = "key-of-the-new-user"


@pytest.fixture
def desk(as_, cast):
    """The administrator's browser, in English."""
    client = as_(cast.admin)
    client.cookies["plaza_language"] = "en"
    return client


def url(name, person=None):
    return reverse(f"office:{name}", args=[person.pk] if person else [])


def form(person, **changes):
    return {
        "version": person.version,
        "name": person.name,
        "unit": person.unit_id,
        "post": person.post,
        "phone": person.phone,
        "email": person.email,
        "roles": sorted(person.roles),
    } | changes


def password_on(page) -> str:
    return re.findall(r'class="code">([^<]+)<', flat(page.text))[1]


def test_a_new_user_gets_a_slip_and_must_choose_a_password(desk, office):
    page = desk.post(
        url("add_user"),
        {
            "key": KEY,
            "name": "覃波",
            "username": "QinBo",
            "unit": office.zj.pk,
            "roles": ["handler"],
            "post": "",
            "phone": "",
            "email": "",
        },
    )
    person = User.objects.get(username="qinbo")
    assert page.status_code == 200 and person.check_password(password_on(page))
    assert person.must_change_password and person.roles == {"handler"}
    assert AuditEntry.objects.filter(act="add_user", label="qinbo").count() == 1
    assert password_on(page) not in str(list(AuditEntry.objects.values()))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"username": "gaoyan"}, "This account is taken already."),
        ({"username": "高岩"}, "An account has 2 to 40"),
        ({"roles": []}, "Choose at least one role."),
        ({"roles": ["emperor"]}, "emperor"),
        ({"name": ""}, "invalid-feedback"),
        ({"name": "长" * 31}, "30"),
        ({"email": "x"}, "email address"),
    ],
)
def test_a_wrong_new_user_keeps_what_was_typed(desk, office, change, sentence):
    data = {
        "key": KEY,
        "name": "覃波",
        "username": "qinbo",
        "unit": office.zj.pk,
        "roles": ["handler"],
        "phone": "0000-886 0177",
    } | change
    page = desk.post(url("add_user"), data)
    assert page.status_code == 422 and sentence in page.text and "0000-886 0177" in page.text
    assert not User.objects.filter(username="qinbo").exists()


def test_roles_are_given_and_taken(desk, cast):
    assert desk.post(url("user", cast.handler), form(cast.handler, roles=["head", "leader"])).status_code == 302
    changed = User.objects.get(pk=cast.handler.pk)
    assert changed.roles == {"head", "leader"}
    entry = AuditEntry.objects.get(act="edit", kind="core.user")
    assert entry.facts["roles_before"] == ["handler"] and entry.facts["roles"] == ["head", "leader"]


def test_two_administrators_editing_the_same_person_do_not_overwrite_each_other(desk, cast):
    old = form(cast.handler, name="高山")
    assert desk.post(url("user", cast.handler), form(cast.handler, phone="0000-886 0199")).status_code == 302
    assert desk.post(url("user", cast.handler), old).status_code == 409
    cast.handler.refresh_from_db()
    assert (cast.handler.name, cast.handler.phone) == ("高岩", "0000-886 0199")


def test_a_new_password_ends_the_session_that_used_the_old_one(desk, cast):
    theirs = Client()
    theirs.force_login(cast.handler, backend="plaza.roles.RoleBackend")
    page = desk.post(url("new_password", cast.handler), {"version": cast.handler.version})
    assert theirs.get(reverse("core:settings")).status_code == 302
    cast.handler.refresh_from_db()
    assert cast.handler.check_password(password_on(page)) and cast.handler.must_change_password


def test_slips_for_several_people_at_once(desk, cast):
    page = desk.post(url("new_passwords"), {"chosen": [cast.handler.pk, cast.head.pk, cast.admin.pk, "x"]})
    assert "gaoyan" in page.text and "hejianping" in page.text and "dingyi" not in page.text
    assert desk.post(url("new_passwords"), {}).status_code == 302


def test_of_several_people_nobody_loses_a_password_when_one_was_changed_meanwhile(desk, cast, monkeypatch):
    chosen = [cast.handler.pk, cast.head.pk, cast.outsider.pk]
    initial, drawn = passwords.initial, []

    def changed_meanwhile():
        drawn.append(initial())
        if len(drawn) == 2:
            User.objects.filter(pk__in=chosen[1:]).update(version=F("version") + 1)
        return drawn[-1]

    monkeypatch.setattr(passwords, "initial", changed_meanwhile)
    assert desk.post(url("new_passwords"), {"chosen": chosen}).status_code == 409
    assert all(person.check_password("Qinghe-2026") for person in User.objects.filter(pk__in=chosen))


def test_switching_off_and_on(desk, cast):
    desk.post(url("switch", cast.handler), {"to": "off", "version": cast.handler.version})
    off = User.objects.get(pk=cast.handler.pk)
    assert not off.is_active and not off.has_perm("followup.see")
    desk.post(url("switch", cast.handler), {"to": "on", "version": off.version})
    assert User.objects.get(pk=cast.handler.pk).is_active
    assert list(AuditEntry.objects.order_by("id").values_list("act", flat=True)) == ["switch_off", "switch_on"]


def test_a_button_of_a_page_that_is_out_of_date_does_nothing(desk, cast):
    User.objects.filter(pk=cast.handler.pk).update(version=F("version") + 1)
    page = desk.post(url("switch", cast.handler), {"to": "off", "version": cast.handler.version}, follow=True)
    assert "Nothing was done: look again first." in page.text
    assert User.objects.get(pk=cast.handler.pk).is_active


def test_nobody_switches_off_the_own_account(desk, cast):
    page = desk.post(url("switch", cast.admin), {"to": "off", "version": cast.admin.version}, follow=True)
    assert "You cannot switch off your own account." in page.text
    assert User.objects.get(pk=cast.admin.pk).is_active


def test_the_last_administrator_stays_one(desk, cast, now):
    page = desk.post(url("user", cast.admin), form(cast.admin, roles=["organizer"]))
    assert page.status_code == 422 and "This is the last administrator." in page.text
    assert User.objects.get(pk=cast.admin.pk).roles == {"admin"}
    with pytest.raises(NotAllowed):
        actions.switch_off(cast.admin, by=cast.organizer, at=now)
    actions.change_user(cast.organizer, {}, roles=["organizer", "admin"], by=cast.admin, at=now)
    actions.switch_off(cast.admin, by=cast.organizer, at=now)
    assert not User.objects.get(pk=cast.admin.pk).is_active


@pytest.mark.parametrize("act", [actions.switch_on, actions.switch_off, actions.new_password])
def test_only_an_administrator_switches_accounts(cast, now, act):
    for who in (cast.organizer, cast.leader, cast.handler):
        with pytest.raises(NotAllowed):
            act(cast.handler2, by=who, at=now)
    act(cast.handler2, by=cast.admin, at=now)


def test_a_switched_off_administrator_does_not_count(cast, now):
    actions.change_user(cast.organizer, {}, roles=["organizer", "admin"], by=cast.admin, at=now)
    actions.switch_off(cast.organizer, by=cast.admin, at=now)
    with pytest.raises(NotPossible):
        actions.change_user(cast.admin, {}, roles=["leader"], by=cast.admin, at=now)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("search=高", ["gaoyan"]),
        ("search=GAOY", ["gaoyan"]),
        ("role=leader", ["shenli"]),
        ("state=off", ["xieyu"]),
        ("search=nobody", []),
    ],
)
def test_the_list_is_narrowed(desk, cast, query, found):
    User.objects.filter(pk=cast.handler2.pk).update(is_active=False)
    page = desk.get(f"{url('users')}?{query}")
    assert [row.username for row in page.context["rows"]] == found


@pytest.mark.parametrize("query", ["page=99999999999", "role=x", "unit=abc", "order=;drop", "state=%00"])
def test_absurd_filters_are_answered(desk, cast, query):
    assert desk.get(f"{url('users')}?{query}").status_code in (200, 400)


def test_as_many_statements_for_fifty_users_as_for_ten(desk, office, cast, django_assert_max_num_queries):
    for n in range(40):
        User.objects.create_user(f"u{n}", None, name=f"用户{n}", unit=office.zj, roles=["handler"])
    desk.get(url("users"))  # notes the sign of life
    with django_assert_max_num_queries(10):
        assert desk.get(url("users")).status_code == 200


def test_roles_that_somebody_else_took_stand_beside_the_field(desk, cast):
    old = form(cast.handler, phone="0000-886 0199", roles=["handler", "admin"])
    assert desk.post(url("user", cast.handler), form(cast.handler, roles=["head", "handler"])).status_code == 302
    page = desk.post(url("user", cast.handler), old)
    assert page.status_code == 409
    assert page.context["form"].standing["roles"] == "handler, head of unit"
    assert User.objects.get(pk=cast.handler.pk).roles == {"handler", "head"}
