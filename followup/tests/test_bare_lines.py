"""A sealed line answers every list, filter, count, sheet, search and page as any other confidential guided matter."""

import io
from datetime import timedelta

import pytest
import time_machine
from openpyxl import load_workbook

from followup import actions, queries
from followup.models import Case
from followup.tests import factory
from petitions import actions as day
from plaza.core.errors import NotAllowed
from plaza.core.models import Reveal
from plaza.tests.html import steady

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day", "english")]
STAFF = ("organizer", "supervisor", "leader", "handler", "head", "outsider", "recorder", "admin")


@pytest.fixture
def lines(event, cast, now, office):
    """An accusation, and a confidential guided matter of another category, with a person, an answer and a group."""
    sealed = factory.accusation(event, by=cast.recorder, at=now)
    plain = day.register(
        event,
        key="key-of-the-confidential",
        by=cast.recorder,
        at=now,
        desk=event.desk1,
        nature="request",
        name="欧阳青禾",
        phone="13800000077",
        people=7,
        category=office.labour,
        content="拖欠工资，要求支付。",
        outcome="guided",
        answer="请向法院起诉。",
        confidential=True,
        place="锦绣苑",
        unit=office.rs,
        complained_unit=office.zj,
        consultation=True,
    )
    return sealed, plain


def seen(client, url, lines) -> list[str]:
    """What the page says of each of the two, with the number taken out."""
    response = client.get(url)
    if response.headers.get("Content-Type", "").startswith("application/vnd"):
        rows = list(load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))
        return [str([row for row in rows if line.number in map(str, row)]).replace(line.number, "") for line in lines]
    parts = [part.split("</tr>")[0] for part in response.content.decode().split("<tr")]
    return [str([part for part in parts if line.number in part]).replace(line.number, "") for line in lines]


LISTS = (
    "/cases?tab=closed",
    "/cases?tab=closed&format=print",
    "/cases?tab=closed&format=xlsx",
    "/overview/behind?figure=guided",
)


@pytest.mark.parametrize("who", STAFF)
def test_lists_and_sheets(as_, cast, lines, office, who):
    client = as_(getattr(cast, who))
    filters = [f"category={row.pk}" for row in (office.labour, office.other, office.building)]
    filters += [f"unit={row.pk}" for row in (office.rs, office.zj, office.xf)]
    filters += ["outcome=guided", "status=closed", f"event={lines[0].event_id}", "search=0077", "search=13800000077"]
    filters += ["search=工资", "search=欧阳", "search=20260518", "tab=unnumbered", "time=overdue", ""]
    for url in LISTS:
        for one in filters:
            sealed, plain = seen(client, f"{url}&{one}", lines)
            assert sealed == plain, (url, one)


@pytest.mark.parametrize("who", STAFF)
def test_pages(as_, cast, lines, now, who):
    client = as_(getattr(cast, who))
    own = who == "recorder"  # who registered them has them for ten minutes
    pages = ["/cases/{}", "/cases/{}/notice", "/cases/{}/reveal/phone", "/cases/{}/do/handle_again"]
    pages += ["/cases/{}/do/call_back", "/cases/{}/do/official_number", "/cases/{}/do/add_assisting"]
    if not own:
        pages += [f"/petitions/{{}}/{page}" for page in ("correct", "disclose", "reprint", "receipt", "open")]
        pages += ["/petitions/{}/form", "/petitions/{}/notice"]
    for page in pages:
        sealed, plain = (str(steady(client.get(page.format(line.number)))).replace(line.number, "") for line in lines)
        assert sealed == plain, page


def test_papers_after_the_identity_was_checked(as_, cast, lines):
    client, shown = as_(cast.organizer), []
    for line in lines:
        assert client.post(f"/petitions/{line.number}/reprint", {"version": 1, "checked": "id"}).status_code == 302
        shown.append(
            [client.get(f"/petitions/{line.number}/{kind}").status_code for kind in ("receipt", "form", "notice")]
        )
        receipt = client.get(f"/petitions/{line.number}/receipt").content.decode()
        assert "起诉" not in receipt
    assert shown == [[200, 404, 404]] * 2


def test_what_was_saved_is_shown_for_ten_minutes(as_, cast, lines, event, now):
    for who in (cast.recorder, cast.organizer):
        with time_machine.travel(now + timedelta(minutes=11), tick=False):
            pages = [
                str(steady(as_(who).get(f"/desks/{event.desk1.pk}?saved={line.number}"))).replace(line.number, "")
                for line in lines
            ]
        assert pages[0] == pages[1]


def test_a_matter_that_had_an_official_number_keeps_none(event, cast, now, office):
    case = factory.case(event, by=cast.recorder, at=now, unit=office.zj)
    actions.record_official_number(case, by=cast.organizer, at=now, official_number="GX-2026-777")
    day.open_for(case.petition, by=cast.recorder, at=now, purpose="other: 举报李局长")
    sent = {"nature": "accusation", "envelope": "封01", "organ": "县纪委监委"}
    day.correct(factory.fresh(case.pk).petition, by=cast.recorder, at=now, **sent)
    assert factory.fresh(case.pk).petition.official_number == ""
    assert "举报" not in str(list(Reveal.objects.values()))


def test_no_step_is_offered_and_none_is_taken(cast, lines, now, office):
    for line in lines:
        case = factory.fresh(line.pk)
        for who in STAFF:
            assert queries.offered(case, getattr(cast, who)) == []
        for step in (
            lambda case=case: actions.handle_again(case, by=cast.supervisor, at=now, reason="x", unit=office.rs),
            lambda case=case: actions.call_back(case, by=cast.organizer, at=now, reached=False),
            lambda case=case: actions.record_official_number(case, by=cast.organizer, at=now, official_number="1"),
            lambda case=case: actions.reveal(case, "phone", by=cast.organizer, purpose="contact", at=now),
        ):
            with pytest.raises(NotAllowed):
                step()


def test_the_case_counts_under_other_whatever_it_is(lines, office):
    assert set(Case.objects.values_list("category", "lead_unit")) == {(office.other.pk, None)}


def test_the_case_of_a_corrected_matter_too(event, cast, now, office):
    case = factory.case(event, by=cast.recorder, at=now, unit=office.zj)
    day.correct(case.petition, by=cast.recorder, at=now, outcome="guided", answer="请向法院起诉。", confidential=True)
    assert factory.fresh(case.pk).category == office.other


def test_the_overview_counts_both_under_other(as_, cast, lines):
    page = as_(cast.leader).get("/overview").content.decode()
    assert "其他" in page and "劳动和社会保障" not in page


def test_the_list_of_the_day_shows_them_alike_to_a_colleague(as_, cast, lines, event):
    sealed, plain = seen(as_(cast.organizer), f"/desks/{event.desk1.pk}/today", lines)
    assert sealed == plain
