"""A reply is drafted, approved by the head, delivered; a second person closes; dissatisfied goes on."""

from datetime import timedelta

import pytest

from followup import actions
from followup.models import Rating, Remark, Reply
from followup.tests import factory
from plaza.core.errors import NotAllowed, NotPossible
from plaza.core.models import Message, User

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


@pytest.mark.parametrize(("day", "allowed"), [(1, False), (2, True), (4, True), (5, False)])
def test_a_reply_is_delivered_between_its_approval_and_today(case, cast, now, day, allowed):
    draft(case, cast, now)
    actions.approve_reply(case, by=cast.head, at=now + 2 * DAY)
    delivered = {"channel": "person", "delivered_on": (now + day * DAY).date()}
    if allowed:
        actions.deliver(case, by=cast.handler, at=now + 4 * DAY, **delivered)
        assert factory.fresh(case.pk).answered_on == delivered["delivered_on"]
    else:
        with pytest.raises(NotPossible) as refusal:
            actions.deliver(case, by=cast.handler, at=now + 4 * DAY, **delivered)
        assert refusal.value.field == "delivered_on"


def test_each_unit_numbers_its_letters_by_itself_and_every_year_from_one(event, office, cast, now):
    other_head = User.objects.create_user("zhuyi", None, name="朱益", unit=office.rs, roles=["head"])
    heads = {office.zj: (cast.handler, cast.head), office.rs: (cast.outsider, other_head)}
    found = []
    for unit, at in ((office.zj, now), (office.rs, now), (office.zj, now), (office.zj, now.replace(year=2027))):
        writer, head = heads[unit]
        case = factory.case(event, by=cast.recorder, at=now, unit=unit, category=office.building)
        actions.sign(case, by=writer, at=at)
        actions.accept(case, by=writer, at=at, channel="phone")
        actions.draft_reply(case, by=writer, at=at, text="已办。", basis="条例", conclusion="supported")
        actions.approve_reply(case, by=head, at=at)
        found.append((unit.code, Reply.objects.get(case=case).document_number))
    assert found == [("ZJ", "〔2026〕1号"), ("RS", "〔2026〕1号"), ("ZJ", "〔2026〕2号"), ("ZJ", "〔2027〕1号")]


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


def test_neither_the_handler_nor_the_writer_of_the_reply_closes(case, cast, now):
    draft(case, cast, now, by=cast.handler2)
    actions.approve_reply(case, by=cast.head, at=now)
    actions.deliver(case, by=cast.handler, at=now, channel="person")
    actions.call_back(case, by=cast.supervisor, at=now, reached=True, solved="yes")
    with pytest.raises(NotAllowed):
        actions.close(case, by=cast.handler, at=now + 40 * DAY)
    with pytest.raises(NotAllowed):
        actions.close(case, by=cast.handler2, at=now + 40 * DAY)
    actions.close(case, by=cast.supervisor, at=now + 40 * DAY)
    assert factory.fresh(case.pk).status == "closed"


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


def test_the_last_day_of_the_window_still_takes_a_rating_and_holds_the_closing_up(replied, cast, now):
    last = now + 35 * DAY  # Monday 22 June
    actions.call_back(replied, by=cast.supervisor, at=now + 4 * DAY, reached=True, solved="yes")
    with pytest.raises(NotPossible):
        actions.rate(replied, at=last + DAY, **HAPPY)
    with pytest.raises(NotPossible):
        actions.close(replied, by=cast.supervisor, at=last)
    assert actions.missing_for_closing(replied, on=(last + DAY).date()) == []
    actions.rate(replied, at=last, **HAPPY)
    assert Rating.objects.get().at == last


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({}, False),
        ({"office": "basically", "unit": "basically", "solved": "partly"}, False),
        ({"office": "dissatisfied"}, True),
        ({"unit": "dissatisfied"}, True),
        ({"solved": "no"}, True),
    ],
)
def test_an_unhappy_word_about_either_is_passed_on_and_answered_before_closing(replied, cast, now, words, told):
    actions.rate(replied, at=now + 4 * DAY, **HAPPY | words)
    actions.call_back(replied, by=cast.supervisor, at=now + 4 * DAY, reached=True, solved="yes")
    assert Message.objects.filter(kind="followup/dissatisfied").exists() is told
    if told:
        with pytest.raises(NotPossible) as refusal:
            actions.close(replied, by=cast.supervisor, at=now + 5 * DAY)
        assert refusal.value.field == "note"
    else:
        actions.close(replied, by=cast.supervisor, at=now + 5 * DAY)


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
