"""What was refused is on record: who, the address, the status; never what was typed, and never without end."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from plaza.core import chain, refusals
from plaza.core.models import AuditEntry
from plaza.tests.test_words_of_the_record import unspoken

pytestmark = pytest.mark.django_db


def on_record():
    """(act, person, address, key) of what was refused, in order."""
    rows = AuditEntry.objects.filter(kind=refusals.KIND).order_by("pk").select_related("by")
    return [(row.act, row.by and row.by.username, row.label, row.object_id) for row in rows]


@pytest.fixture
def outsider(as_, world):
    return as_(world.cast.outsider)


def test_a_page_that_one_may_not_open_and_a_row_of_another_unit_are_on_record(outsider, world):
    assert outsider.get(reverse("office:user", args=[7])).status_code == 403
    assert outsider.post(reverse("followup:act", args=[world.case.number, "progress"]), {}).status_code == 404
    assert outsider.post(reverse("petitions:hand_over", args=[3]), {"receiver": "孙纪委"}).status_code == 403
    assert on_record() == [
        ("not_allowed", "luning", "/office/users/7", 7),
        ("not_found", "luning", f"/cases/{world.case.number}/do/progress", None),
        ("not_allowed", "luning", "/stubs/3/hand-over", 3),
    ]
    assert [row.facts for row in AuditEntry.objects.filter(act="not_allowed")] == [
        {"url": "office:user"},
        {"url": "petitions:hand_over"},
    ]
    assert chain.verify(at=world.petition.registered_at) == []


def test_a_step_that_the_action_refuses_is_on_record_and_nothing_else_of_it(as_, world):
    """Below the view: the person sees the matter, the step is another's."""
    person = as_(world.cast.handler)
    before = AuditEntry.objects.count()
    answer = person.post(reverse("followup:act", args=[world.case.number, "close"]), {"version": world.case.version})
    assert answer.status_code == 403
    assert on_record() == [("not_allowed", "gaoyan", f"/cases/{world.case.number}/do/close", None)]
    assert AuditEntry.objects.count() == before + 1


@pytest.mark.parametrize("typed", ["13800000001", "张建华", "zhangjianhua", "000000199001010018"])
def test_what_was_typed_into_an_address_is_not_kept(outsider, typed):
    assert outsider.get(f"/cases/{typed}?phone={typed}").status_code == 404
    assert on_record() == [("not_found", "luning", "/cases/…", None)]
    assert typed not in str(list(AuditEntry.objects.filter(kind=refusals.KIND).values()))


def test_an_address_that_nobody_has_and_a_stranger_are_not_on_record(outsider, world):
    assert outsider.get("/no-such-page").status_code == 404
    assert Client().get(reverse("office:user", args=[7])).status_code == 302
    assert Client().get(f"/t/{world.case.number}/AAAA-AAAA").status_code != 200
    assert on_record() == []


def test_a_form_that_stood_open_too_long_is_no_attempt(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.cast.handler, backend="plaza.roles.RoleBackend")
    assert client.post(reverse("core:settings"), {}).status_code == 403
    assert on_record() == []


def test_the_same_person_and_address_is_on_record_once_a_minute(outsider, world, now):
    for seconds, known in ((0, 1), (59, 1), (61, 2)):
        with time_machine.travel(now + timedelta(seconds=seconds), tick=False):
            outsider.get(reverse("office:user", args=[7]))
            assert len(on_record()) == known


def test_one_person_fills_no_table(outsider, as_, world, monkeypatch):
    monkeypatch.setattr(refusals, "MOST_AN_HOUR", 4)
    for key in range(10):
        outsider.get(reverse("office:user", args=[key]))
    assert len(on_record()) == 4
    as_(world.cast.handler).get(reverse("office:user", args=[1]))
    assert len(on_record()) == 5


def sign_in(client, username, password):
    return client.post("/sign-in", {"username": username, "password": password}).status_code


def test_a_wrong_password_is_on_record_with_the_account_when_there_is_one(client, world):
    person = world.cast.handler
    assert [sign_in(client, name, "Geheim-1234") for name in ("gaoyan", " GaoYan ", "13800000001", "x")] == [422] * 4
    assert on_record() == [("wrong_password", None, "gaoyan", person.pk), ("wrong_password", None, "", None)]
    sign_in(client, "gaoyan", "")
    assert len(on_record()) == 2
    written = str(list(AuditEntry.objects.filter(kind=refusals.KIND).values()))
    assert "Geheim-1234" not in written and "13800000001" not in written


def test_a_wrong_old_password_is_on_record_with_the_person(as_, world):
    sent = {"old_password": "Geheim-1234", "new_password1": "Qinghe-2027-x", "new_password2": "Qinghe-2027-x"}
    assert as_(world.cast.handler).post(reverse("core:password"), sent).status_code == 422
    assert on_record() == [("wrong_password", "gaoyan", "gaoyan", world.cast.handler.pk)]


def test_the_record_of_acts_shows_refusals_in_words_and_alone(as_, client, world):
    as_(world.cast.outsider).get(reverse("office:user", args=[7]))
    as_(world.cast.outsider).get(reverse("followup:case", args=[world.case.number]))
    sign_in(Client(), "gaoyan", "wrong")
    desk = as_(world.cast.admin)
    desk.cookies["plaza_language"] = "en"
    page = desk.get(reverse("office:audit"), {"kind": refusals.KIND})
    assert [(row.kind_word, row.act_word) for row in page.context["rows"]] == [
        ("Refused attempt", "Wrong password"),
        ("Refused attempt", "Refused: not there, or not theirs"),
        ("Refused attempt", "Refused: not allowed"),
    ]


def test_the_words_of_refusals_are_of_every_language(as_, world):
    as_(world.cast.outsider).get(reverse("office:user", args=[7]))
    as_(world.cast.outsider).get(reverse("followup:case", args=[world.case.number]))
    sign_in(Client(), "gaoyan", "wrong")
    assert unspoken(AuditEntry.objects.filter(kind=refusals.KIND)) == set()
