"""Papers: free for ten minutes, later after an identity check; envelopes are handed over once."""

from datetime import timedelta

import pytest
import time_machine

from petitions import actions
from petitions.models import Petition, SealedStub
from plaza.core import numbering
from plaza.core.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["receipt", "form", "notice"])
def test_for_ten_minutes_the_recorder_prints_freely_later_a_check_is_asked(take, as_, cast, now, kind):
    number = take().number
    client = as_(cast.recorder)
    with time_machine.travel(now + timedelta(minutes=9), tick=False):
        assert client.get(f"/petitions/{number}/{kind}").status_code == 200
    with time_machine.travel(now + timedelta(minutes=11), tick=False):
        asked = client.get(f"/petitions/{number}/{kind}", follow=True)
        form = asked.context["form"]
        refused = client.post(asked.redirect_chain[-1][0], {"version": form["version"].value()})
        assert refused.status_code == 422
        printed = client.post(
            asked.redirect_chain[-1][0], {"version": form["version"].value(), "checked": "id"}, follow=True
        )
        assert (printed.status_code, number in printed.content.decode()) == (200, True)
    assert AuditEntry.objects.get(act="reprint").facts["checked"] == "id"


@pytest.mark.usefixtures("on_the_day")
def test_a_lost_receipt_ends_the_old_code(take, cast, now):
    petition = take()
    old = numbering.query_code(petition.number, petition.code_issue, petition.code_key)
    actions.reprint(petition, by=cast.recorder, at=now, checked="id", lost=True)
    stored = Petition.objects.get(pk=petition.pk)
    assert stored.code_issue == 2
    assert numbering.query_code(stored.number, stored.code_issue, stored.code_key) != old


@pytest.mark.parametrize("size", ["", "?size=a4"])
def test_the_receipt_has_its_parts_in_both_sizes(take, as_, cast, on_the_day, size):
    text = as_(cast.recorder).get(f"/petitions/{take().number}/receipt{size}").content.decode()
    copies = 2 if size else 1
    assert text.count("20260518-0001</p>") == copies
    assert text.count("<svg") == copies
    assert "{{" not in text


def test_the_notice_says_how_the_date_came_about(take, as_, cast, on_the_day):
    text = as_(cast.recorder).get(f"/petitions/{take().number}/notice").content.decode()
    assert "6月1日" in text and "县住房和城乡建设局" in text and "林可" in text


def test_about_a_sealed_matter_there_is_no_form(take, as_, cast, on_the_day):
    number = take(nature="accusation", envelope="封01", organ="县纪委监委").number
    client = as_(cast.recorder)
    assert client.get(f"/petitions/{number}/form").status_code == 422
    assert client.get(f"/petitions/{number}/receipt").status_code == 200


def test_the_papers_of_another_event_are_not_found(take, as_, cast, now):
    number = take().number
    with time_machine.travel(now + timedelta(days=1), tick=False):
        assert as_(cast.recorder).get(f"/petitions/{number}/receipt").status_code == 404


def test_only_the_liaison_sees_envelopes_and_hands_each_over_once(take, as_, cast, on_the_day):
    take(nature="accusation", envelope="封01", organ="县纪委监委")
    for person in (cast.organizer, cast.recorder, cast.leader, cast.admin):
        assert as_(person).get("/stubs").status_code == 403
    client = as_(cast.liaison)
    assert client.post("/stubs/take-in").status_code == 302
    stub = SealedStub.objects.get()
    assert "封01" in client.get("/stubs").content.decode()
    url = f"/stubs/{stub.pk}/hand-over"
    assert client.post(url, {"version": 1, "receiver": "方正"}).status_code == 302
    assert client.post(url, {"version": 2, "receiver": "他人"}).status_code == 422
    assert SealedStub.objects.get().receiver == "方正"
