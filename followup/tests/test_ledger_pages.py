"""The ledger and the work list: what stands there, what is counted, what is hidden."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from followup import actions
from followup.filters import TIMES
from followup.models import Case
from followup.tests import factory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day", "english")]
DAY = timedelta(days=1)


def text(response) -> str:
    return response.content.decode()


def test_the_title_of_the_ledger_says_how_many_are_open_and_overdue(as_, case, event, cast, now):
    factory.case(event, by=cast.recorder, at=now - 60 * DAY, unit=event.desk1.unit)
    page = text(as_(cast.organizer).get(reverse("followup:ledger")))
    assert "2 open, 1 of them overdue" in page


@pytest.mark.parametrize(("name", "number"), [("open", 2), ("sign", 1), ("assign", 1), ("closed", 1), ("handling", 0)])
def test_each_tab_holds_as_many_rows_as_it_says(as_, case, event, cast, now, name, number):
    factory.case(event, by=cast.recorder, at=now)
    factory.case(event, by=cast.recorder, at=now, outcome="settled", unit=event.desk1.unit)
    response = as_(cast.organizer).get(reverse("followup:ledger"), {"tab": name})
    tab = next(tab for tab in response.context["counts"]["tabs"] if tab["name"] == name)
    assert (tab["count"], len(response.context["rows"])) == (number, number)


def test_names_are_masked_on_the_server(as_, case, cast):
    for name in ("followup:ledger", "followup:work"):
        page = text(as_(cast.handler).get(reverse(name)))
        assert "林*" in page
        assert "林可" not in page


def test_a_confidential_guided_matter_is_the_same_line_whatever_it_is(as_, event, cast, now):
    factory.case(
        event, by=cast.recorder, at=now, outcome="guided", confidential=True, title="请保密的事", content="说了很多"
    )
    page = text(as_(cast.organizer).get(reverse("followup:ledger"), {"tab": "closed"}))
    assert "Confidential matter, guided" in page
    for word in ("请保密的事", "说了很多", "林", "东溪街道"):
        assert word not in page


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("电梯", True),
        ("林可", True),
        ("0037", True),
        ("13800000037", True),
        ("138 0000 0037", True),
        ("煤气", False),
        ("0036", False),
        ("13800000036", False),
    ],
)
def test_search_finds_by_number_name_phone_and_words(as_, case, cast, words, found):
    response = as_(cast.organizer).get(reverse("followup:ledger"), {"search": words}, follow=True)
    assert [row["case"].pk for row in response.context["rows"]] == ([case.pk] if found else [])


def test_search_finds_a_matter_by_its_number(as_, case, cast):
    response = as_(cast.organizer).get(reverse("followup:ledger"), {"search": case.number})
    assert [row["case"].pk for row in response.context["rows"]] == [case.pk]


def test_a_handler_does_not_find_a_confidential_petitioner(as_, event, cast, now):
    factory.case(event, by=cast.recorder, at=now, unit=event.desk1.unit, confidential=True)
    for words in ("林可", "0037", "13800000037"):
        response = as_(cast.handler).get(reverse("followup:ledger"), {"search": words}, follow=True)
        assert response.context["rows"] == [], words
    assert as_(cast.organizer).get(reverse("followup:ledger"), {"search": "0037"}).context["rows"] != []


@pytest.mark.parametrize(
    ("condition", "value", "number"),
    [
        ("status", "signed", 1),
        ("status", "assigned", 1),
        ("time", "overdue", 1),
        ("time", "soon", 1),
        ("time", "on_time", 0),
        ("outcome", "assigned", 2),
        ("outcome", "settled", 0),
    ],
)
def test_filters_narrow_the_ledger(as_, case, event, cast, now, condition, value, number):
    late = factory.case(event, by=cast.recorder, at=now - 60 * DAY, unit=event.desk1.unit)
    actions.sign(late, by=cast.handler, at=now - 59 * DAY)
    response = as_(cast.organizer).get(reverse("followup:ledger"), {condition: value})
    assert len(response.context["rows"]) == number
    assert response.context["counts"]["open"] == number


def test_the_work_list_is_sorted_by_time_left(as_, case, event, cast, now):
    late = factory.case(event, by=cast.recorder, at=now - 60 * DAY, unit=event.desk1.unit)
    response = as_(cast.handler).get(reverse("followup:work"))
    assert [row["case"].pk for row in response.context["rows"]] == [late.pk, case.pk]


def test_my_matters_are_those_where_i_am_named(as_, case, event, cast, now):
    actions.sign(case, by=cast.handler, at=now)
    factory.case(event, by=cast.recorder, at=now, unit=event.desk1.unit)
    response = as_(cast.handler).get(reverse("followup:work"), {"of": "me"})
    assert [row["case"].pk for row in response.context["rows"]] == [case.pk]


def test_signing_for_several_names_what_could_not_be_signed_for(as_, case, event, cast, now):
    done = factory.case(event, by=cast.recorder, at=now, unit=event.desk1.unit)
    actions.sign(done, by=cast.handler, at=now)
    response = as_(cast.handler).post(reverse("followup:sign_all"), {"case": [case.number, done.number]}, follow=True)
    told = [str(message) for message in response.context["messages"]]
    assert told == [f"1 done, 1 failed ({done.number}: This cannot be done now: the status is “signed for”.)"]
    assert factory.fresh(case.pk).status == "signed"


def test_signing_for_none_is_said(as_, case, cast):
    response = as_(cast.handler).post(reverse("followup:sign_all"), follow=True)
    assert [str(message) for message in response.context["messages"]] == ["Choose at least one matter."]


def test_matters_without_official_number_are_listed_until_it_is_entered(as_, case, cast, now):
    url = reverse("followup:ledger") + "?tab=unnumbered"
    assert len(as_(cast.organizer).get(url).context["rows"]) == 1
    as_(cast.organizer).post(
        reverse("followup:act", args=[case.number, "official_number"]),
        {"version": case.version, "official_number": "XF2026-1"},
    )
    assert as_(cast.organizer).get(url).context["rows"] == []
    assert "XF2026-1" in text(as_(cast.organizer).get(reverse("followup:case", args=[case.number])))


@pytest.mark.parametrize("name", ["followup:ledger", "followup:work", "followup:feedback"])
def test_ten_rows_cost_as_many_statements_as_one(as_, event, cast, now, name):
    browser, url = as_(cast.handler), reverse(name)

    def statements():
        """The least of three: settings of the office are read anew after a second."""
        counts = []
        for _ in range(3):
            with CaptureQueriesContext(connection) as seen:
                response = browser.get(url)
            counts.append(len(seen))
        return min(counts), len(response.context["rows"])

    def more(count):
        for _ in range(count):
            row = factory.case(event, by=cast.recorder, at=now - 20 * DAY, unit=event.desk1.unit)
            actions.sign(row, by=cast.handler, at=now - 20 * DAY)

    more(1)
    one, rows = statements()
    assert rows == 1
    more(9)
    assert statements() == (one, 10)


@pytest.mark.parametrize("format", ["xlsx", "print"])
def test_a_table_of_ten_rows_costs_as_many_statements_as_one_of_two(as_, event, cast, now, format):
    browser, url = as_(cast.organizer), reverse("followup:ledger")
    counts = []
    for more in (2, 8):
        for _ in range(more):
            factory.case(event, by=cast.recorder, at=now, unit=event.desk1.unit)
        browser.get(url, {"format": format})  # what is read once a process is read now
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(url, {"format": format}).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_head_finds_the_replies_to_approve_and_reads_them_before_approving(as_, case, cast, now):
    actions.sign(case, by=cast.handler, at=now)
    actions.accept(case, by=cast.handler, at=now, channel="phone")
    actions.draft_reply(
        case, by=cast.handler, at=now, text="电梯已更换制动器，恢复使用。", basis="第三十二条", conclusion="supported"
    )
    page = as_(cast.head).get("/work?tab=approve")
    assert [row["next"].name for row in page.context["rows"]] == ["approve_reply"]
    assert "电梯已更换制动器，恢复使用。" in text(as_(cast.head).get(f"/cases/{case.number}/do/approve_reply"))
    assert [tab["name"] for tab in as_(cast.handler).get("/work").context["counts"]["tabs"]].count("approve") == 0

    actions.approve_reply(factory.fresh(case.pk), by=cast.head, at=now)
    assert as_(cast.head).get("/work?tab=approve").context["rows"] == []
    assert [row["next"].name for row in as_(cast.handler).get("/work").context["rows"]] == ["deliver"]


def test_a_returned_draft_is_not_offered_for_approval(as_, case, cast, now):
    actions.sign(case, by=cast.handler, at=now)
    actions.accept(case, by=cast.handler, at=now, channel="phone")
    actions.draft_reply(
        case, by=cast.handler, at=now, text="电梯已更换制动器，恢复使用。", basis="第三十二条", conclusion="supported"
    )
    actions.return_reply(factory.fresh(case.pk), by=cast.head, at=now, note="请写明验收日期。")
    assert as_(cast.head).get("/work?tab=approve").context["rows"] == []


def test_an_unknown_format_shows_the_page(as_, case, cast):
    assert as_(cast.organizer).get("/cases?format=pdf").status_code == 200
    assert as_(cast.handler).get("/work?format=pdf").status_code == 200


@pytest.mark.parametrize(("days", "time"), [(-1, "overdue"), (0, "soon"), (3, "soon"), (4, "on_time")])
def test_the_day_itself_is_not_overdue_and_three_working_days_before_it_is_soon(as_, case, cast, now, days, time):
    """The test day is a Monday: three and four days on are Thursday and Friday."""
    Case.objects.filter(pk=case.pk).update(due_on=now.date() + days * DAY)
    lists = [as_(cast.organizer).get(reverse("followup:ledger"), {"time": name}) for name, _label in TIMES]
    assert [name for (name, _label), page in zip(TIMES, lists, strict=True) if page.context["rows"]] == [time]
    counts = lists[0].context["counts"]
    assert (counts["overdue"], counts["soon"]) == (int(time == "overdue"), 0)


@pytest.mark.parametrize(
    ("due", "answered", "said"),
    [(0, None, ""), (-1, None, "No"), (-3, -3, "Yes"), (-4, -3, "No"), (None, None, "")],
)
def test_the_exported_ledger_says_whether_it_was_answered_in_time(as_, case, cast, now, due, answered, said):
    day = {name: n and now.date() + n * DAY for name, n in (("answer_due_on", due), ("answered_on", answered))}
    Case.objects.filter(pk=case.pk).update(**day | ({"answer_due_on": now.date()} if due == 0 else {}))
    file = as_(cast.organizer).get(reverse("followup:ledger"), {"format": "xlsx"}).content
    head, line, *_rest = openpyxl.load_workbook(io.BytesIO(file)).active.iter_rows(values_only=True)
    assert (dict(zip(head, line, strict=True))["Answered in time"] or "") == said
