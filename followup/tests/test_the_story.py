"""The story of a case: each act with what it wrote, whatever the clock said."""

import pytest

from followup import actions, history
from followup.models import CallBack, Objection, Progress, Reply
from followup.queries import case_page
from followup.tests import factory
from plaza.core import audit
from plaza.core.errors import NotAllowed, NotPossible

pytestmark = pytest.mark.django_db


def story(case, user, now):
    return case_page(factory.fresh(case.pk), user, now=now)["timeline"]


def test_two_acts_of_one_moment_tell_each_its_own_line(case, cast, now):
    actions.sign(case, by=cast.handler, at=now)
    actions.progress(case, by=cast.handler, at=now, note="一")
    actions.progress(case, by=cast.handler, at=now, note="二")
    actions.accept(case, by=cast.handler, at=now, channel="phone", note="三")
    acts = [(line.act, line.notes) for line in story(case, cast.handler, now) if line.notes]
    assert sorted(acts) == [("accept", ["三"]), ("progress", ["一"]), ("progress", ["二"])]


def test_the_entry_keeps_kind_and_key_of_what_the_act_wrote(case, cast, now):
    actions.progress(case, by=cast.handler, at=now, note="一")
    entry = audit.of(case).get(act="progress")
    assert audit.written(entry) == [("followup.progress", Progress.objects.get().pk)]


def test_a_row_that_no_entry_names_belongs_to_the_story_once(case, cast, now):
    Progress.objects.create(case=case, by=cast.handler, at=now, note="并入的记录")
    lines = [line for line in story(case, cast.handler, now) if "并入的记录" in line.notes]
    assert [line.act for line in lines] == ["progress"]


def test_two_drafts_tell_each_its_own_conclusion(case, cast, now):
    actions.sign(case, by=cast.handler, at=now)
    actions.accept(case, by=cast.handler, at=now, channel="phone")
    for conclusion in ("supported", "explained"):
        actions.draft_reply(case, by=cast.handler, at=now, text="x", basis="y", conclusion=conclusion)
    told = [line.notes[0] for line in story(case, cast.handler, now) if line.act == "draft_reply"]
    assert len(set(told)) == 2


def test_the_file_of_a_draft_stands_in_the_line_of_its_last_writing(case, cast, now):
    actions.sign(case, by=cast.handler, at=now)
    actions.accept(case, by=cast.handler, at=now, channel="phone")
    scan = factory.scan(by=cast.handler, at=now)
    draft = {"by": cast.handler, "text": "x", "basis": "y", "conclusion": "supported"}
    actions.draft_reply(case, at=now, **draft)
    actions.draft_reply(case, at=now, file=scan, **draft)
    assert [line.file for line in story(case, cast.handler, now) if line.act == "draft_reply"] == [scan, None]


@pytest.mark.parametrize(("status", "error"), [("registered", NotAllowed), ("closed", NotAllowed)])
def test_an_objection_without_a_lead_unit_is_refused_and_writes_nothing(event, cast, now, status, error):
    case = factory.case(event, by=cast.recorder, at=now)
    type(case).objects.filter(pk=case.pk).update(status=status)
    with pytest.raises(error):
        actions.object_to(factory.fresh(case.pk), by=cast.organizer, at=now, reason="不归我局")
    assert not Objection.objects.exists()


def test_a_refused_step_leaves_no_line(case, cast, now):
    for refused in (
        lambda: actions.call_back(case, by=cast.handler, at=now, reached=False),
        lambda: actions.accept(case, by=cast.handler, at=now, channel="phone", note="三"),
        lambda: actions.draft_reply(case, by=cast.handler, at=now, text="x", basis="y", conclusion="supported"),
        lambda: actions.tell(case, by=cast.handler, at=now, public_line="好", channel="phone"),
    ):
        with pytest.raises((NotAllowed, NotPossible)):
            refused()
    assert not Progress.objects.exists() and not CallBack.objects.exists() and not Reply.objects.exists()
    assert factory.fresh(case.pk).told_on is None


def test_every_act_that_is_told_has_its_past_tense(case):
    assert [row.name for row in case.workflow if not row.past] == []
    assert set(history.WRITES) >= {f"followup.{name}" for name in ("progress", "reply", "rating", "callback")}
