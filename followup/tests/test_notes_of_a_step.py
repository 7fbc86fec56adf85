"""What is written at a step is kept and stands in the story, in the line of that step."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from followup import actions, queries
from followup.models import Progress
from followup.tests import factory
from plaza.core.errors import NotPossible
from plaza.core.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day", "english")]
DAY = timedelta(days=1)


def story(case, user, now) -> dict[str, list[str]]:
    lines = queries.case_page(factory.fresh(case.pk), user, now=now)["timeline"]
    return {line.act: line.notes for line in lines}


def take(as_, person, case, name, **sent):
    url = reverse("followup:act", args=[case.number, name])
    response = as_(person).post(url, {"version": factory.fresh(case.pk).version, **sent})
    assert response.status_code == 302, response.context["form"].errors


def test_the_note_of_signing_and_of_taking_it_back(as_, case, cast, now):
    take(as_, cast.handler, case, "sign", note="原件已收")
    take(as_, cast.handler, case, "unsign", note="点错了")
    assert story(case, cast.handler, now) == {"open_case": [], "sign": ["原件已收"], "unsign": ["点错了"]}


def test_the_note_of_the_head_the_reason_of_another_round_and_the_explanation_at_the_end(event, case, cast, now):
    actions.sign(case, by=cast.handler, at=now)
    actions.accept(case, by=cast.handler, at=now, channel="phone")
    actions.draft_reply(case, by=cast.handler, at=now, text="已更换。", basis="条例", conclusion="supported")
    actions.approve_reply(case, by=cast.head, at=now + DAY, note="同意")
    actions.deliver(case, by=cast.handler, at=now + DAY, channel="person")
    actions.rate(case, at=now + DAY, office="satisfied", unit="dissatisfied", solved="no")
    actions.call_back(case, by=cast.organizer, at=now + DAY, reached=True, solved="no")
    actions.close(case, by=cast.organizer, at=now + 2 * DAY, note="已说明复查途径")
    actions.handle_again(case, by=cast.organizer, at=now + 3 * DAY, reason="电梯又坏了")
    told = story(case, cast.organizer, now)
    assert [told[name] for name in ("approve_reply", "close", "handle_again")] == [
        ["同意"],
        ["已说明复查途径"],
        ["电梯又坏了"],
    ]


def test_a_step_without_a_note_writes_no_line(case, cast, now):
    actions.sign(case, by=cast.handler, at=now)
    assert not Progress.objects.exists()


def test_a_note_leaves_the_next_step_on_its_day(case, cast, now):
    actions.progress(case, by=cast.handler, at=now, note="约了维保单位", next_on=now.date())
    actions.sign(case, by=cast.handler, at=now + timedelta(minutes=1), note="原件已收")
    assert Progress.objects.first().next_on == now.date()


def test_who_was_named_before_signing_stays_named_when_it_is_taken_back(case, cast, now):
    actions.name_handler(case, by=cast.head, at=now, handler=cast.handler2)
    actions.sign(case, by=cast.handler, at=now)
    actions.unsign(case, by=cast.handler, at=now)
    assert factory.fresh(case.pk).handler_id == cast.handler2.pk


def test_an_approved_reply_is_neither_approved_again_nor_returned(case, cast, now):
    actions.sign(case, by=cast.handler, at=now)
    actions.accept(case, by=cast.handler, at=now, channel="phone")
    actions.draft_reply(case, by=cast.handler, at=now, text="已更换。", basis="条例", conclusion="supported")
    actions.approve_reply(case, by=cast.head, at=now)
    for again in (
        lambda: actions.approve_reply(case, by=cast.head, at=now),
        lambda: actions.return_reply(case, by=cast.head, at=now, note="再改"),
    ):
        with translation.override("en"), pytest.raises(NotPossible, match="approved already"):
            again()
    assert case.replies.get().approved_by == cast.head


def test_who_writes_and_is_head_and_organizer_in_one_does_not_approve_his_own_reply(case, cast, now):
    cast.head.role_rows.create(role="organizer")
    head = type(cast.head).objects.get(pk=cast.head.pk)
    actions.sign(case, by=head, at=now)
    actions.accept(case, by=head, at=now, channel="phone")
    actions.draft_reply(case, by=head, at=now, text="已更换。", basis="条例", conclusion="supported")
    with translation.override("en"), pytest.raises(NotPossible, match="somebody else"):
        actions.approve_reply(case, by=head, at=now)


def test_a_rating_keyed_in_says_by_whom_in_the_audit(case, cast, now):
    case = factory.replied(case, cast, now)
    actions.rate(case, by=cast.organizer, at=now + 4 * DAY, office="satisfied", unit="satisfied", solved="yes")
    assert AuditEntry.objects.get(act="rate").facts["keyed_by"] == cast.organizer.username
