"""Late entry from paper and corrections, as pages; lists cost the same however long they are."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Duty, Event
from petitions.models import Correction, Petition
from plaza.core.errors import Conflict
from plaza.core.signals import moved

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")


def _paper(form, event, office, **values):
    return {
        "key": form["key"].value(),
        "desk": event.desk1.pk,
        "registered_at": "2026-05-18T09:15",
        "nature": "request",
        "name": "何望",
        "phone": "13800000002",
        "people": "1",
        "content": "路灯三个月不亮，要求修复。",
        "category": office.building.pk,
        "outcome": "assigned",
        **values,
    }


def test_a_paper_is_entered_with_its_true_time_after_the_event_closed(as_, cast, event, office, now):
    Event.objects.filter(pk=event.pk).update(status="closed")
    Duty.objects.update(until=now.date() + timedelta(days=3))
    client, url = as_(cast.recorder), f"/events/{event.pk}/late"
    with time_machine.travel(now + timedelta(days=1), tick=False):
        form = client.get(url).context["form"]
        future = client.post(url, _paper(form, event, office, registered_at="2026-05-20T09:00"))
        assert (future.status_code, list(future.context["form"].errors)) == (422, ["registered_at"])
        assert "路灯三个月不亮" in future.content.decode()
        saved = client.post(url, _paper(future.context["form"], event, office), follow=True)
    row = Petition.objects.get()
    assert (row.late, row.registered_at) == (True, datetime(2026, 5, 18, 9, 15, tzinfo=ZONE))
    assert row.number == "20260518-0001" and row.number in saved.content.decode()


def test_a_paper_with_an_accusation_keeps_no_text(as_, cast, event, office, now):
    client, url = as_(cast.organizer), f"/events/{event.pk}/late"
    with time_machine.travel(now, tick=False):
        form = client.get(url).context["form"]
        client.post(url, _paper(form, event, office, nature="accusation", envelope="封03", organ="县纪委监委"))
    row = Petition.objects.get()
    assert (row.content, row.petitioner, row.late) == ("", None, True)


def test_the_whole_form_is_corrected_from_its_page_and_the_history_shown(take, as_, cast, on_the_day):
    petition = take()
    client, url = as_(cast.recorder), f"/petitions/{petition.number}/correct"
    form = client.get(url).context["form"]
    assert (form["name"].value(), form["phone"].value()) == ("林可", None)
    given = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False, "")}
    given |= {
        "category": petition.category_id,
        "content": "改过的诉求，要求大修。",
        "outcome": "answered",
        "answer": "已解释。",
    }
    assert client.post(url, given).status_code == 302
    stored = Petition.objects.get()
    assert (stored.content, stored.outcome, stored.petitioner.phone_mask) == (
        "改过的诉求，要求大修。",
        "answered",
        "138****0001",
    )
    assert Correction.objects.get().before["content"] == petition.content
    shown = client.get(url).content.decode()
    assert petition.content in shown and "吴桐" in shown


def test_a_conflict_about_the_case_shows_the_petition_as_it_stands(take, as_, cast, on_the_day):
    petition = take()
    client, url = as_(cast.recorder), f"/petitions/{petition.number}/correct"
    form = client.get(url).context["form"]
    given = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False, "")}

    def veto(sender, obj, **kwargs):
        obj.case.version = 77
        raise Conflict(obj.case)

    moved.connect(veto, sender=Petition)
    try:
        page = client.post(url, given | {"category": petition.category_id, "content": "改过的诉求，要求大修。"})
    finally:
        moved.disconnect(veto, sender=Petition)
    form = page.context["form"]
    assert (page.status_code, form["version"].value(), form["content"].value()) == (409, "1", "改过的诉求，要求大修。")
    assert form.standing["content"] == petition.content


def test_after_ten_minutes_the_page_asks_why(take, as_, cast, now):
    petition = take()
    client, url = as_(cast.recorder), f"/petitions/{petition.number}/correct"
    with time_machine.travel(now + timedelta(minutes=11), tick=False):
        form = client.get(url).context["form"]
        assert "outcome" not in form.fields
        given = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False, "")}
        refused = client.post(url, {**given, "place": "锦绣苑"})
        assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reason"])
        assert client.post(url, {**given, "place": "锦绣苑", "reason": "漏填"}).status_code == 302
    assert Petition.objects.get().place == "锦绣苑"


@pytest.mark.parametrize("url", ["/desks/{desk}/today", "/desks/{desk}", "/queue/{event}"])
def test_ten_rows_cost_as_many_statements_as_one(take, tickets, as_, cast, event, on_the_day, url):
    client = as_(cast.organizer)
    address = url.format(desk=event.desk1.pk, event=event.pk)

    def statements():
        client.get(address)
        with CaptureQueriesContext(connection) as counted:
            assert client.get(address).status_code == 200
        return len(counted)

    take()
    tickets(1)
    one = statements()
    for n in range(9):
        take(name=f"林{'一二三四五六七八九'[n]}")
    tickets(9)
    assert statements() == one
