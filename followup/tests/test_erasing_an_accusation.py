"""A matter that turns out to be an accusation (Art. 30) takes along all that hung on it."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from followup import actions, queries
from followup.actions import assigning
from followup.models import Case, Progress, Remark
from followup.tests import factory
from petitions import actions as day
from petitions.models import Petition, SealingProposal
from plaza.core import masking
from plaza.core.errors import Conflict
from plaza.core.models import AuditEntry, File, Message, Reveal, Submission

pytestmark = pytest.mark.django_db
NEXT = timedelta(days=1)


def petition_of(case) -> Petition:
    return Petition.objects.select_related("petitioner", "visit", "event", "desk", "category").get(pk=case.pk)


def seal(case, cast, at):
    """Proposed by the recorder, confirmed by the liaison."""
    given = {"reason": "性质弄错", "nature": "accusation", "envelope": "封01", "organ": "县纪委监委"}
    day.correct(petition_of(case), by=cast.recorder, at=at, **given)
    day.confirm(
        SealingProposal.objects.get(), by=cast.liaison, at=at, envelope="封01", decision="县纪委监委〔2026〕3号"
    )


def bodies() -> list[Path]:
    return [path for path in (Path(settings.DATA) / "files").rglob("*") if path.is_file()]


def test_files_go_with_their_rows(case, cast, now, django_capture_on_commit_callbacks):
    before = len(bodies())
    scan = factory.scan(by=cast.handler, at=now)
    actions.progress(case, by=cast.handler, at=now, note="来函", file=scan)
    assert len(bodies()) == before + 1
    with django_capture_on_commit_callbacks(execute=True):
        seal(case, cast, now + NEXT)
    assert not File.objects.exists()
    assert not Progress.objects.exists()
    assert len(bodies()) == before


def test_what_the_petitioner_added_goes(event, cast, now, office):
    case = factory.case(event, by=cast.recorder, at=now, outcome="answered", unit=office.zj)
    actions.say_unsolved(case, at=now, text="其实是举报")
    seal(case, cast, now + NEXT)
    assert not Remark.objects.exists()


def test_no_later_matter_of_the_same_person_points_at_it(case, event, cast, now):
    later = factory.petition(event, by=cast.recorder, at=now, earlier=petition_of(case))
    seal(case, cast, now + NEXT)
    later.refresh_from_db()
    assert later.earlier is None


def test_no_notice_and_no_digest_of_the_unit_holds_its_number(case, event, cast, now):
    other = factory.case(event, by=cast.recorder, at=now, unit=event.desk1.unit)
    actions.remind_due(at=now + timedelta(days=30))
    digest = Message.objects.filter(kind="followup/digest", to=cast.handler).first()
    both = {line["number"] for line in digest.facts["lines"]}
    assert both == {case.number, other.number}  # the control
    seal(case, cast, now + timedelta(days=31))
    assert case.number not in str(list(Message.objects.values("key", "facts", "url")))
    digest.refresh_from_db()
    assert {line["number"] for line in digest.facts["lines"]} == {other.number}
    assert digest.facts["count"] == len(digest.facts["lines"])


def test_its_story_is_that_of_every_confidential_guided_matter(case, event, cast, now):
    plain = factory.case(event, by=cast.recorder, at=now, outcome="guided", confidential=True)
    actions.sign(case, by=cast.handler, at=now)
    seal(case, cast, now + NEXT)
    acts = [
        [line.act for line in queries.case_page(factory.fresh(one.pk), cast.organizer, now=now)["timeline"]]
        for one in (case, plain)
    ]
    assert acts == [["open_case"], ["open_case"]]


def test_the_audit_does_not_tell_it_from_another_correction(case, cast, now):
    person = petition_of(case).petitioner
    masking.reveal(person, "phone", by=cast.organizer, purpose="other: 举报人要求回电", at=now)
    seal(case, cast, now + NEXT)
    entry = AuditEntry.objects.get(act="correct")
    assert (entry.by, entry.facts) == (None, {"fields": ["answer", "confidential", "outcome", "promise_on"]})
    assert "举报人" not in str(list(AuditEntry.objects.values_list("facts", flat=True)))
    assert Reveal.objects.get().purpose == ""


def test_the_digest_of_the_form_cannot_be_made_again_from_the_stub(event, cast, now):
    """Else everybody with the table could tell which line belongs to which envelope."""
    import hashlib
    import json

    factory.accusation(event, by=cast.recorder, at=now)
    sent = {"event": event.pk, "envelope": "封01", "organ": "县纪委监委"}
    plain = json.dumps(sent, ensure_ascii=False, sort_keys=True).encode()
    assert Submission.objects.get().digest != hashlib.sha256(plain).hexdigest()


def test_a_step_taken_meanwhile_is_not_overwritten(case, cast, now):
    stale = Case.objects.select_related("petition").get(pk=case.pk)
    actions.sign(case, by=cast.handler, at=now)
    with pytest.raises(Conflict):
        assigning._erase(stale)
    assert factory.fresh(case.pk).status == "signed"


def test_after_an_accusation_another_matter_of_the_visit_asks_who_it_is(as_, event, cast, office, on_the_day):
    sealed = factory.accusation(event, by=cast.recorder, at=on_the_day)
    browser, url = as_(cast.recorder), f"/desks/{event.desk1.pk}?visit={sealed.visit_id}"
    form = browser.get(url).context["form"]
    assert "name" in form.fields
    sent = {
        "key": form["key"].value(),
        "visit": sealed.visit_id,
        "nature": "request",
        "name": "林可",
        "phone": "13800000001",
        "category": office.building.pk,
        "content": "电梯坏了，要求修好。",
        "outcome": "assigned",
        "people": 1,
    }
    assert browser.post(url, sent).status_code == 302
    named = Petition.objects.exclude(pk=sealed.pk).get()
    sealed.visit.refresh_from_db()
    assert named.visit_id != sealed.visit_id
    assert (named.visit.people, sealed.visit.people) == (1, 0)  # one batch of one person
