"""A reply is drafted, approved by the head, delivered; a second person closes; dissatisfied goes on."""

from datetime import timedelta

import pytest

from followup import actions
from followup.models import Rating, Remark, Reply
from followup.tests import factory
from plaza.core.errors import NotAllowed, NotPossible

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HAPPY = {"office": "satisfied", "unit": "satisfied", "solved": "yes"}
UNHAPPY = {"office": "satisfied", "unit": "dissatisfied", "solved": "no"}


@pytest.fixture
def case(event, office, cast, now):
    return factory.case(event, by=cast.recorder, at=now, unit=office.zj)


@pytest.fixture
def replied(case, cast, now):
    return factory.replied(case, cast, now)


def draft(case, cast, now, by=None):
    actions.sign(case, by=cast.handler, at=now)
    actions.accept(case, by=cast.handler, at=now, channel="phone")
    return actions.draft_reply(
        case, by=by or cast.handler, at=now, text="已更换。", basis="条例", conclusion="supported"
    )


def test_the_head_approves_and_the_number_is_drawn_then(case, cast, now):
    draft(case, cast, now)
    with pytest.raises(NotAllowed):
        actions.approve_reply(case, by=cast.handler2, at=now)
    actions.approve_reply(case, by=cast.head, at=now)
    assert Reply.objects.get().document_number == "〔2026〕1号"


def test_who_wrote_the_reply_does_not_approve_it(case, cast, now):
    draft(case, cast, now, by=cast.head)
    with pytest.raises(NotPossible):
        actions.approve_reply(case, by=cast.head, at=now)


def test_a_reply_without_approval_is_not_delivered(case, cast, now):
    draft(case, cast, now)
    with pytest.raises(NotPossible):
        actions.deliver(case, by=cast.handler, at=now, channel="person")
    assert factory.fresh(case.pk).status == "accepted"


def test_a_changed_draft_needs_approval_again(case, cast, now):
    draft(case, cast, now)
    actions.approve_reply(case, by=cast.head, at=now)
    actions.draft_reply(case, by=cast.handler, at=now, text="改动。", basis="条例", conclusion="explained")
    assert Reply.objects.get().approved_at is None


def test_a_unit_without_a_login_is_answered_for_with_the_scan_of_its_letter(event, office, cast, now):
    category = office.other
    case = factory.case(event, by=cast.recorder, at=now, unit=office.zf, category=category)
    actions.sign(case, by=cast.organizer, at=now)
    actions.accept(case, by=cast.organizer, at=now, channel="letter")
    actions.draft_reply(case, by=cast.organizer, at=now, text="已办。", basis="条例", conclusion="supported")
    with pytest.raises(NotPossible):
        actions.approve_reply(case, by=cast.organizer, at=now)
    actions.draft_reply(
        case,
        by=cast.organizer,
        at=now,
        text="已办。",
        basis="条例",
        conclusion="supported",
        file=factory.scan(by=cast.organizer, at=now),
    )
    actions.approve_reply(case, by=cast.organizer, at=now)
    assert Reply.objects.get().on_behalf == office.zf


def test_the_office_does_not_act_for_a_unit_that_has_its_own_login(case, cast, now):
    with pytest.raises(NotAllowed):
        actions.sign(case, by=cast.organizer, at=now)


def test_the_unit_does_not_deliver_to_a_confidential_petitioner(event, office, cast, now):
    case = factory.case(event, by=cast.recorder, at=now, unit=office.zj, confidential=True)
    draft(case, cast, now)
    actions.approve_reply(case, by=cast.head, at=now)
    with pytest.raises(NotAllowed):
        actions.deliver(case, by=cast.handler, at=now, channel="person")
    actions.deliver(case, by=cast.organizer, at=now, channel="person")
    assert case.status == "replied"


def test_closing_asks_for_a_rating_or_the_end_of_its_window_and_for_a_call_back(replied, cast, now):
    late = now + 4 * DAY
    with pytest.raises(NotPossible):
        actions.close(replied, by=cast.supervisor, at=late)
    actions.rate(replied, at=late, **HAPPY)
    with pytest.raises(NotPossible):
        actions.close(replied, by=cast.supervisor, at=late)
    actions.call_back(replied, by=cast.supervisor, at=late, reached=True, solved="yes")
    actions.close(replied, by=cast.supervisor, at=late)
    assert (replied.status, replied.closed_on) == ("closed", late.date())


def test_attempts_used_up_and_the_window_over_also_allow_closing(replied, cast, now):
    for n in range(3):
        actions.call_back(replied, by=cast.supervisor, at=now + (4 + n) * DAY, reached=False)
    actions.close(replied, by=cast.supervisor, at=now + 40 * DAY)
    assert replied.status == "closed"


@pytest.mark.parametrize("who", ["handler"])
def test_the_handler_does_not_close_his_own_case(replied, cast, now, who):
    with pytest.raises(NotAllowed):
        actions.close(replied, by=getattr(cast, who), at=now + 40 * DAY)


def test_dissatisfied_closes_only_with_a_written_explanation(replied, cast, now):
    actions.rate(replied, at=now + 4 * DAY, **UNHAPPY)
    actions.call_back(replied, by=cast.supervisor, at=now + 4 * DAY, reached=True, solved="no")
    with pytest.raises(NotPossible):
        actions.close(replied, by=cast.supervisor, at=now + 5 * DAY)
    actions.close(replied, by=cast.supervisor, at=now + 5 * DAY, note="已当面说明依据，并告知30日内可申请复查。")
    assert replied.status == "closed"


def test_one_rating_per_round_and_none_after_the_window(replied, now):
    actions.rate(replied, at=now + 4 * DAY, **HAPPY)
    with pytest.raises(NotPossible):
        actions.rate(replied, at=now + 5 * DAY, **UNHAPPY)
    assert Rating.objects.count() == 1


def test_rating_after_thirty_days_is_too_late(replied, now):
    with pytest.raises(NotPossible):
        actions.rate(replied, at=now + 60 * DAY, **HAPPY)


def test_handled_again_is_a_new_round_with_fresh_clocks_and_its_own_rating(replied, cast, now):
    actions.rate(replied, at=now + 4 * DAY, **UNHAPPY)
    actions.handle_again(replied, by=cast.supervisor, at=now + 5 * DAY, reason="反复出现")
    again = factory.fresh(replied.pk)
    assert (again.status, again.round, again.rated, again.answered_on) == ("again", 2, False, None)
    assert (again.due_on.isoformat(), again.due_rule) == ("2026-06-05", "T12")
    actions.draft_reply(
        again, by=cast.handler, at=now + 6 * DAY, text="重新处理完毕。", basis="条例", conclusion="supported"
    )
    actions.approve_reply(again, by=cast.head, at=now + 6 * DAY)
    actions.deliver(again, by=cast.handler, at=now + 7 * DAY, channel="person")
    actions.rate(again, at=now + 8 * DAY, **HAPPY)
    assert [row.solved for row in Rating.objects.order_by("round")] == ["no", "yes"]


def test_not_solved_i_think_opens_a_matter_closed_on_the_spot(event, office, cast, now):
    case = factory.case(event, by=cast.recorder, at=now, outcome="settled")
    actions.say_unsolved(case, at=now + 2 * DAY, text="又坏了")
    with pytest.raises(NotPossible):
        actions.say_unsolved(case, at=now + 3 * DAY)
    actions.handle_again(case, by=cast.organizer, at=now + 3 * DAY, reason="群众反映没有解决")
    assert (case.status, case.round, case.on_the_spot) == ("again", 2, False)
    assert Remark.objects.get().answered_at is not None


def test_signing_is_undone_by_the_same_person_within_ten_minutes(case, cast, now):
    actions.sign(case, by=cast.handler, at=now)
    with pytest.raises(NotPossible):
        actions.unsign(case, by=cast.handler, at=now + timedelta(minutes=11))
    assert case.status == "signed"
