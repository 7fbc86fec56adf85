"""A happening has a key: the second happening tells again, also when it leads to what was there before; a task
that is repeated tells nobody twice."""

from datetime import date, timedelta

import pytest

from followup import actions, notifications
from followup.models import Case, CaseUnit
from followup.tests import factory
from plaza.core import calendar
from plaza.core.models import CalendarDay, CalendarYear, Message, Unit, User

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


class Story:
    """A case and the people; each step a minute after the one before."""

    def __init__(self, case, cast, office, now):
        self.case, self.cast, self.office, self.now = case, cast, office, now

    def do(self, action, who, **values):
        self.now += timedelta(minutes=1)
        self.case = factory.fresh(self.case.pk)
        return action(self.case, **({"by": getattr(self.cast, who)} if who else {}), at=self.now, **values)

    def object_and_pass(self, who, unit):
        self.do(actions.object_to, who, reason="不属于本单位职责")
        if factory.fresh(self.case.pk).objections > 1:
            self.do(actions.rule, "organizer", unit=unit, organ="县政府", document="〔2026〕3号")
        else:
            self.do(actions.consent, "organizer", unit=unit)

    def accepted(self):
        self.do(actions.sign, "handler")
        self.do(actions.accept, "handler", channel="phone")

    def draft(self):
        words = {"text": "已更换制动器。", "basis": "条例第三十二条", "conclusion": "supported"}
        self.do(actions.draft_reply, "handler", **words)

    def answered(self):
        self.draft()
        self.do(actions.approve_reply, "head")
        self.do(actions.deliver, "handler", channel="person")

    def again(self):
        self.do(actions.handle_again, "supervisor", reason="没有修好")

    def rated(self):
        self.do(actions.rate, None, office="satisfied", unit="dissatisfied", solved="no")


def assigned(story):
    yield
    story.object_and_pass("handler", story.office.rs)
    yield "another unit"
    story.object_and_pass("outsider", story.office.zj)
    yield


def reassigned(story):
    for old, new in (("zj", "rs"), ("rs", "zf")):
        Unit.objects.filter(pk=getattr(story.office, old).pk).update(active=False)
        User.objects.filter(pk=story.cast.head.pk).update(unit=getattr(story.office, new))
        story.do(actions.reassign, "organizer", unit=getattr(story.office, new))
        yield "another unit"


def passed_on(story):
    yield from _switched_off(story, story.office.rs)


def left_over(story):
    yield from _switched_off(story, None)


def _switched_off(story, successor):
    for version in (2, 3):
        story.office.zj.version = version
        actions.pass_on(story.office.zj, successor, by=story.cast.admin, at=story.now)
        yield
        CaseUnit.objects.filter(case=story.case).update(unit=story.office.zj)
        Case.objects.filter(pk=story.case.pk).update(lead_unit=story.office.zj)


def handed_over(story):
    story.do(actions.name_handler, "head", handler=story.cast.handler)
    hands = [story.cast.handler, story.cast.handler2, story.cast.handler]
    for person, to in zip(hands, hands[1:], strict=False):
        actions.hand_over(person, to, by=story.cast.admin, at=story.now)
        yield


def assisting(story):
    story.do(actions.add_assisting, "organizer", unit=story.office.rs)
    yield
    story.case.units.filter(unit=story.office.rs).update(until=story.now)
    story.do(actions.add_assisting, "organizer", unit=story.office.rs)
    yield


def named(story):
    for who in ("handler", "handler2", "handler"):
        story.do(actions.name_handler, "head", handler=getattr(story.cast, who))
        yield


def objected(story):
    for _ in range(2):
        story.do(actions.object_to, "handler", reason="不属于本单位职责")
        yield
        if factory.fresh(story.case.pk).objections == 1:
            story.do(actions.reject, "organizer", decision="属于本单位职责")


def objection_rejected(story):
    story.do(actions.object_to, "handler", reason="不属于本单位职责")
    story.do(actions.reject, "organizer", decision="属于本单位职责")
    yield
    story.object_and_pass("handler", story.office.zj)
    yield


def reply_drafted(story):
    story.accepted()
    for _ in range(2):
        story.draft()
        yield


def reply_returned(story):
    story.accepted()
    for _ in range(2):
        story.draft()
        story.do(actions.return_reply, "head", note="请写明依据")
        yield


def reply_approved(story):
    story.accepted()
    story.draft()
    story.do(actions.approve_reply, "head")
    yield
    story.draft()
    story.do(actions.approve_reply, "head")
    yield


def delivered(story):
    story.accepted()
    story.answered()
    yield
    story.again()
    story.answered()
    yield


def dissatisfied(story):
    story.accepted()
    story.answered()
    story.rated()
    yield
    story.again()
    story.answered()
    story.rated()
    yield


def handle_again(story):
    story.accepted()
    for _ in range(2):
        story.answered()
        story.again()
        yield


def not_accepted(story):
    story.do(actions.sign, "handler")
    story.do(actions.not_accept, "handler", ground="in_progress", note="正在办理", channel="phone")
    yield


def unsolved(story):
    story.do(actions.say_unsolved, None, text="还没有修好")
    yield


def dates_changed(story):
    story.do(actions.name_handler, "head", handler=story.cast.handler)
    CalendarYear.objects.create(year=2027)
    CalendarDay.objects.create(date=date(2027, 1, 1), kind="rest")
    for day in (4, 5):
        CalendarDay.objects.create(date=date(2027, 1, day), kind="rest")
        story.case.clocks.filter(rule="T12").update(provisional=True)
        calendar.forget()
        actions.recompute(at=story.now)  # both within one minute
        yield


STORIES = [
    assigned, reassigned, passed_on, left_over, handed_over, assisting, named,
    objected, objection_rejected, reply_drafted, reply_returned, reply_approved, delivered,
    dissatisfied, handle_again, not_accepted, unsolved, dates_changed,
]  # fmt: skip
ELSEWHERE = {"digest"}  # told by clock, due date, step and person: test_reminding


def people_told(kind) -> int:
    return Message.objects.filter(kind=f"followup/{kind}").count()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_every_second_happening_tells_again(event, cast, office, now, story):
    at = now.replace(month=12, day=28) if story is dates_changed else now
    outcome = {"outcome": "answered"} if story is unsolved else {}
    case = factory.case(event, by=cast.recorder, at=at, unit=office.zj, **outcome)
    steps, before = story(Story(case, cast, office, at)), 0
    for happening in steps:
        told = people_told(story.__name__)
        assert told > before, happening
        before = told


def test_every_kind_of_notice_has_its_story():
    from followup.tests.test_telling_staff import KINDS

    assert set(KINDS) == {story.__name__ for story in STORIES} | ELSEWHERE


def test_a_repeated_task_tells_nobody_twice(event, cast, office, now):
    case = factory.case(event, by=cast.recorder, at=now, unit=office.zj)
    before = people_told("assigned")
    notifications.assigned(case, at=now + DAY)
    assert people_told("assigned") == before > 0


def test_a_corrected_registration_tells_the_unit_anew_and_only_once(event, cast, office, now):
    """The notices of what was set out before are taken back with it."""
    petition = factory.petition(event, by=cast.recorder, at=now, unit=office.zj)
    petition.unit = office.rs
    actions.follow_correction(petition, by=cast.recorder, at=now, fields=["unit"])
    told = Message.objects.filter(kind="followup/assigned", channel="app").values_list("to__username", flat=True)
    assert set(told) == {"luning"}
