"""A list offers the step that the page of the case offers, and that the page of the step takes."""

import pytest
from django.urls import reverse

from followup import actions, queries
from followup.models import Case, Objection, Reply
from followup.tests import factory
from followup.workflow import Status

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day", "english")]
UNIT = {"sign", "accept", "begin", "progress", "deliver"}
# What the lists ever offer to whom.
OFFERED = {
    "organizer": UNIT | {"close", "assign", "tell", "approve_reply", "consent", "rule"},
    "handler": UNIT,
    "handler2": UNIT,
    "head": UNIT | {"approve_reply"},
    "outsider": {"begin", "progress"},
    "leader": set(),
    "supervisor": {"close"},
    "clerk": set(),
}
EVERYBODY = tuple(OFFERED)
REPLIES = {
    "a draft": {"returned_note": ""},
    "a returned draft": {"returned_note": "请写明依据"},
    "an approved reply": {"approved_at": True},
}


@pytest.fixture
def clerk(cast, office):
    """Somebody of 县政府 who handles: the unit of nobody's matter here."""
    cast.clerk = type(cast.head).objects.create_user("suhe", None, name="苏禾", unit=office.zf, roles=["handler"])


@pytest.fixture
def matters(event, cast, now, office, clerk):
    """A plain matter, a confidential one, both also of a unit where nobody signs in; one led by the unit complained
    of and assisted by another, one objected to twice; one in work for every state of its reply."""
    paper = type(office.zj).objects.create(code="ZZ", name="镇政府")
    common = {"by": cast.recorder, "at": now}
    made = [
        factory.case(event, unit=unit, confidential=hidden, **common)
        for unit in (office.zj, paper)
        for hidden in (False, True)
    ]
    against = factory.case(event, complained_unit=office.zj, **common)
    actions.assign(against, by=cast.organizer, at=now, unit=office.zj, reason="仅该局有此职权", assisting=[office.rs])
    twice = factory.case(event, unit=office.zj, **common)
    Case.objects.filter(pk=twice.pk).update(objections=2, handler=cast.handler2)
    made += [against, twice]
    for case in made:
        Objection.objects.create(case=case, unit=case.lead_unit, by=cast.handler, at=now, reason="不归我局")
    for unit in (office.zj, paper):
        for state in REPLIES.values():
            case = factory.case(event, unit=unit, **common)
            Case.objects.filter(pk=case.pk).update(status=Status.HANDLING)
            reply = {"text": "已修好。", "basis": "条例", "drafted_by": cast.handler, "drafted_at": now}
            approved = {"approved_at": now, "approved_by": cast.head} if "approved_at" in state else {}
            Reply.objects.create(case=case, round=1, **reply, **{**state, **approved})
    return [case.pk for case in made]


def in_every_status(matters, user):
    """The rows of a list, as the views load them; those in work for their reply come once."""
    yield from queries.with_rows(queries.cases_for(user).exclude(pk__in=matters), user)
    for status in Status:
        Case.objects.filter(pk__in=matters).update(status=status)
        yield from queries.with_rows(queries.cases_for(user).filter(pk__in=matters), user)


def test_a_list_offers_what_the_page_shows_first_and_that_step_opens(as_, matters, cast):
    wrong, offered = [], {}
    for who in EVERYBODY:
        user, browser, offered[who] = getattr(cast, who), as_(getattr(cast, who)), set()
        for case in in_every_status(matters, user):
            step, told = queries.next_step(case, user), queries.step_to_tell(case, user)
            on_page = queries.offered(factory.fresh(case.pk), user)
            if step != (queries.main_step(on_page) or queries.progress_step(on_page)) or told not in (None, *on_page):
                wrong.append((who, case.status, step, told))
            for name in {one.name for one in (step, told) if one}:
                offered[who].add(name)
                answer = browser.get(reverse("followup:act", args=[case.number, name])).status_code
                if answer != 200:
                    wrong.append((who, case.status, name, answer))
    assert wrong == []
    assert offered == OFFERED  # the control: something was compared


def test_asking_costs_the_rows_of_a_list_no_statement(matters, cast, django_assert_num_queries):
    for user in (getattr(cast, who) for who in EVERYBODY):
        cases = list(in_every_status(matters, user))
        assert user.roles
        with django_assert_num_queries(0):
            for case in cases:
                queries.next_step(case, user)
                queries.step_to_tell(case, user)


def test_a_returned_draft_waits_for_its_writer_on_the_page_too(as_, case, cast, now):
    actions.sign(case, by=cast.handler, at=now)
    actions.accept(case, by=cast.handler, at=now, channel="phone")
    actions.draft_reply(case, by=cast.handler, at=now, text="已修好。", basis="条例", conclusion="supported")
    page = reverse("followup:case", args=[case.number])
    assert "approve_reply" in [step.name for step in as_(cast.head).get(page).context["steps"]]
    actions.return_reply(factory.fresh(case.pk), by=cast.head, at=now, note="请写明验收日期。")
    names = [step.name for step in as_(cast.head).get(page).context["steps"]]
    assert not {"approve_reply", "return_reply"} & set(names)


def test_a_box_for_signing_stands_where_signing_is_offered(as_, event, cast, now, office):
    mine = factory.case(event, by=cast.recorder, at=now, unit=office.rs)
    other = factory.case(event, by=cast.recorder, at=now)
    actions.assign(other, by=cast.organizer, at=now, unit=office.zj, assisting=[office.rs])
    page = as_(cast.outsider).get(reverse("followup:work"), {"tab": "sign"}).content.decode()
    assert f'value="{mine.number}"' in page
    assert other.number in page and f'value="{other.number}"' not in page
