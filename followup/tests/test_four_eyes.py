"""Closing needs a second person: of the petition office or the supervisor, of no unit that is rated, without a part
in the round. What happened decides, not who is named today."""

from datetime import timedelta
from itertools import chain, combinations

import pytest

from followup import actions, queries
from followup.models import Case
from followup.tests import factory
from plaza.core.errors import NotAllowed, NotPossible
from plaza.core.models import User
from plaza.core.models.people import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
DAY = timedelta(days=1)
LATER = timedelta(days=40)  # the rating window is over
REPLY = {"text": "已更换制动器。", "basis": "条例第三十二条", "conclusion": "supported"}

# Every way from the desk to the last step before closing, as steps that whoever may takes.
ANSWERED = (
    ("sign", {}),
    ("accept", {"channel": "phone"}),
    ("draft_reply", REPLY),
    ("approve_reply", {}),
    ("deliver", {"channel": "person"}),
)
PATHS = {
    "answered": ANSWERED,
    "refused": (("sign", {}), ("not_accept", {"ground": "in_progress", "note": "已在办理", "channel": "phone"})),
    "named first": (("sign", {}), ("name_handler", {}), *ANSWERED[1:]),
    "with progress": (*ANSWERED[:2], ("progress", {"note": "已到现场"}), *ANSWERED[2:]),
    "objected first": (("object_to", {"reason": "不归我局"}), ("reject", {"decision": "属你局"}), *ANSWERED),
    "signed twice": (("sign", {}), ("unsign", {}), *ANSWERED),
    "handled again": (*ANSWERED, ("handle_again", {"reason": "未解决"}), *ANSWERED[2:]),
}
ROLES = [Role.ORGANIZER, Role.HANDLER, Role.HEAD, Role.LEADER, Role.SUPERVISOR, Role.RECORDER]
SETS = list(chain(combinations(ROLES, 2), combinations(ROLES, 3)))


def person(name, unit, *roles) -> User:
    return User.objects.create_user(name, None, name=name, unit=unit, roles=roles)


def attempt(case, step, values, people, others, at) -> bool:
    """The step by the first of `people` who may, else by the first of `others`. Whether one of `people` did."""
    for who in (*people, *others):
        given = {**values, "handler": people[0]} if step == "name_handler" else values
        try:
            getattr(actions, step)(factory.fresh(case.pk), by=who, at=at, **given)
        except (NotAllowed, NotPossible):
            continue
        return who in people
    raise AssertionError(f"nobody takes {step}")


@pytest.mark.parametrize("roles", SETS, ids="-".join)
def test_nobody_of_the_rated_unit_closes_calls_or_handles_again(event, cast, office, now, roles):
    """Each pair and triple of roles, each held by a person of the unit and one person who holds them all."""
    people = [person(role, office.zj, role) for role in roles] + [person("all", office.zj, *roles)]
    others = [cast.handler, cast.head, cast.organizer, cast.supervisor]
    for path, steps in PATHS.items():
        case = factory.case(event, by=cast.recorder, at=now, unit=office.zj)
        for step, values in steps:
            attempt(case, step, values, people if step != "handle_again" else [], others, now)
        for who in people:
            for step, values in (
                ("call_back", {"reached": True, "solved": "yes"}),
                ("handle_again", {"reason": "x"}),
                ("close", {"note": "已说明"}),
            ):
                with pytest.raises(NotAllowed):
                    getattr(actions, step)(factory.fresh(case.pk), by=who, at=now + LATER, **values)
        if path != "refused":
            actions.call_back(factory.fresh(case.pk), by=cast.supervisor, at=now + LATER, reached=True, solved="yes")
        actions.close(factory.fresh(case.pk), by=cast.supervisor, at=now + LATER)
        assert factory.fresh(case.pk).status == "closed", path


@pytest.mark.parametrize("path", PATHS)
def test_of_the_petition_office_only_who_took_no_part_closes(event, cast, office, now, path):
    """For a unit that answers on paper the petition office records; then a colleague closes."""
    paper = type(office.zj).objects.create(code="ZZ", name="镇政府")
    colleague = person("suhe", office.xf, Role.ORGANIZER)
    case = factory.case(event, by=cast.recorder, at=now, unit=paper)
    for step, values in PATHS[path]:
        given = {**values, "file": factory.scan(by=cast.organizer, at=now)} if step == "draft_reply" else values
        who = cast.supervisor if step == "handle_again" else cast.organizer
        if step != "name_handler":
            getattr(actions, step)(factory.fresh(case.pk), by=who, at=now, **given)
    if path != "refused":
        actions.call_back(factory.fresh(case.pk), by=cast.organizer, at=now, reached=True, solved="yes")
    with pytest.raises(NotAllowed):
        actions.close(factory.fresh(case.pk), by=cast.organizer, at=now + LATER)
    actions.close(factory.fresh(case.pk), by=colleague, at=now + LATER)
    assert factory.fresh(case.pk).status == "closed"


def test_naming_somebody_else_afterwards_does_not_free_who_was_named(case, cast, office, now):
    both = person("suhe", office.zj, Role.HANDLER)
    actions.name_handler(case, by=cast.head, at=now, handler=both)
    actions.name_handler(case, by=cast.head, at=now, handler=cast.handler2)
    done = factory.replied(case, cast, now)
    User.objects.filter(pk=both.pk).update(unit=office.xf)
    both.role_rows.update(role=Role.SUPERVISOR)
    both = User.objects.get(pk=both.pk)
    assert not queries.rights.reviewer(factory.fresh(done.pk), both)


def test_a_part_in_an_earlier_round_is_no_part_in_this_one(case, cast, office, now):
    done = factory.replied(case, cast, now)
    moved = cast.handler
    User.objects.filter(pk=moved.pk).update(unit=office.xf)
    moved.role_rows.update(role=Role.SUPERVISOR)
    moved = User.objects.get(pk=moved.pk)
    assert not queries.rights.reviewer(factory.fresh(done.pk), moved)
    Case.objects.filter(pk=done.pk).update(handler=cast.handler2)
    again = actions.handle_again(factory.fresh(done.pk), by=cast.supervisor, at=now + 5 * DAY, reason="未解决")
    assert queries.rights.reviewer(factory.fresh(again.pk), moved)


@pytest.mark.parametrize("how", ["handed over", "still named when the round began"])
def test_who_was_the_handler_by_another_act_has_a_part(case, cast, office, now, how):
    """Named by handing over, or standing when the petitioner was not satisfied and the round began."""
    if how == "handed over":
        actions.name_handler(case, by=cast.head, at=now, handler=cast.handler)
        actions.hand_over(cast.handler, cast.handler2, by=cast.admin, at=now)
        case = factory.fresh(case.pk)
    else:
        case = factory.replied(case, cast, now)
        Case.objects.filter(pk=case.pk).update(handler=cast.handler2)
        case = actions.handle_again(factory.fresh(case.pk), by=cast.supervisor, at=now + 5 * DAY, reason="未解决")
    actions.name_handler(factory.fresh(case.pk), by=cast.head, at=now, handler=cast.handler)
    User.objects.filter(pk=cast.handler2.pk).update(unit=office.xf)
    cast.handler2.role_rows.update(role=Role.SUPERVISOR)
    assert not queries.rights.reviewer(factory.fresh(case.pk), User.objects.get(pk=cast.handler2.pk))


def test_a_rating_keyed_in_by_who_answered_for_the_unit_is_refused(event, cast, office, now):
    paper = type(office.zj).objects.create(code="ZZ", name="镇政府")
    case = factory.case(event, by=cast.recorder, at=now, unit=paper)
    for step, values in ANSWERED:
        given = {**values, "file": factory.scan(by=cast.organizer, at=now)} if step == "draft_reply" else values
        getattr(actions, step)(factory.fresh(case.pk), by=cast.organizer, at=now, **given)
    said = {"office": "satisfied", "unit": "satisfied", "solved": "yes"}
    with pytest.raises(NotPossible):
        actions.rate(factory.fresh(case.pk), by=cast.organizer, at=now, **said)
    actions.rate(factory.fresh(case.pk), by=cast.supervisor, at=now, **said)


def test_the_list_knows_it_as_the_page_does(event, cast, office, now):
    paper = type(office.zj).objects.create(code="ZZ", name="镇政府")
    mine, other = (factory.case(event, by=cast.recorder, at=now, unit=unit) for unit in (paper, office.zj))
    for step, values in PATHS["answered"]:
        given = {**values, "file": factory.scan(by=cast.organizer, at=now)} if step == "draft_reply" else values
        getattr(actions, step)(factory.fresh(mine.pk), by=cast.organizer, at=now, **given)
    factory.replied(other, cast, now)
    rows = {row.pk: row for row in queries.with_rows(queries.cases_for(cast.organizer), cast.organizer)}
    assert {pk: queries.rights.reviewer(row, cast.organizer) for pk, row in rows.items()} == {
        mine.pk: False,
        other.pk: True,
    }


def test_a_rating_keyed_in_by_the_rated_unit_is_refused(case, cast, now):
    done = factory.replied(case, cast, now)
    for who in (cast.handler, cast.head):
        with pytest.raises(NotPossible):
            actions.rate(done, by=who, at=now + 4 * DAY, office="satisfied", unit="satisfied", solved="yes")
