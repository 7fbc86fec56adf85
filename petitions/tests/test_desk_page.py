"""The desk as a recorder uses it: one page from the nature to the receipt."""

import io

import pytest
from openpyxl import load_workbook

from petitions import queries
from petitions.models import Petition, Petitioner, Ticket, Visit, WaitingEnvelope
from plaza.core import numbering

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
CONTENT = "东溪街道锦绣苑3号楼电梯半年坏7次，老人上下楼困难。要求大修或更换。"


@pytest.fixture
def page(as_, cast, event):
    """page.get() opens the desk, page.send(…) fills in the form as it was opened and saves."""

    class Page:
        url = f"/desks/{event.desk1.pk}"
        client = as_(cast.recorder)

        def get(self, query=""):
            return self.client.get(self.url + query)

        def send(self, form=None, **values):
            form = form or self.get().context["form"]
            given = {
                "key": form["key"].value(),
                "ticket": form["ticket"].value() or "",
                "nature": "request",
                "name": "林可",
                "phone": "138 0000 0001",
                "people": "1",
                "content": CONTENT,
                "category": event.lead_unit and str(form.fields["category"].queryset[0].pk),
                **values,
            }
            return self.client.post(self.url, {name: value for name, value in given.items() if value is not None})

    return Page()


def _text(response):
    return response.content.decode()


@pytest.mark.accepts("B3")
def test_settled_on_the_spot_is_recorded_with_its_solution_and_closed(page, event):
    answer = page.send(outcome="settled", answer="物业当场退还押金300元。", confirmed="on")
    saved = page.client.get(answer["Location"])
    number = saved.context["saved"].number
    receipt = _text(page.client.get(f"/petitions/{number}/receipt"))
    assert "物业当场退还押金300元。" in receipt and number in receipt
    row = page.client.get(f"/desks/{event.desk1.pk}/today").context["rows"][0]
    assert (row.number, row.outcome, row.case.status) == (number, "settled", "closed")


def test_settled_without_the_petitioners_word_is_said_to_count_as_answered(page):
    answer = page.send(outcome="settled", answer="物业当场退还押金300元。")
    assert "counted=1" in answer["Location"]
    assert Petition.objects.get().outcome == "answered"
    assert page.client.get(answer["Location"]).context["counted"] is True


@pytest.mark.accepts("F2.3")
def test_every_field_of_the_form_is_kept_and_stands_on_the_form_to_sign(page, office):
    page.send(
        people="6",
        representatives="林可、何望，许澄",
        outcome="assigned",
        answer="已说明下一步。",
        place="锦绣苑",
        district="东溪街道",
        address="3号楼201",
        idno="000000199001010018",
        complained_unit=office.rs.pk,
        confidential="on",
        purpose="appeal",
        route="R6",
        leader="沈立",
        consultation="on",
    )
    row = Petition.objects.select_related("visit", "petitioner").get()
    assert (row.visit.people, row.visit.leader, row.place) == (6, "沈立", "锦绣苑")
    assert (row.route, row.purpose) == ("R6", "appeal")
    assert (row.confidential, row.consultation, row.complained_unit) == (True, True, office.rs)
    assert [person.name for person in row.visit.petitioners.all()] == ["林可", "何望", "许澄"]
    paper = _text(page.client.get(f"/petitions/{row.number}/form"))
    for word in (row.number, "林可", "何望", "138****0001", CONTENT, "锦绣苑", "沈立", "东溪街道", "已说明下一步。"):
        assert word in paper
    assert "13800000001" not in paper


@pytest.mark.accepts("F2.4")
@pytest.mark.parametrize("outcome", ["settled", "answered", "guided"])
def test_no_visit_ends_on_the_spot_without_the_answer_given(page, outcome):
    refused = page.send(outcome=outcome)
    assert (refused.status_code, Petition.objects.count()) == (422, 0)
    assert list(refused.context["form"].errors) == ["answer"] and CONTENT in _text(refused)
    assert page.send(form=refused.context["form"], outcome=outcome, answer="已解释政策。").status_code == 302


@pytest.mark.accepts("F2.6")
def test_the_receipt_says_unit_date_and_what_was_explained(page, office):
    page.send(outcome="assigned", answer="需现场检测后才能确定维修方案。")
    row = Petition.objects.get()
    receipt = _text(page.client.get(f"/petitions/{row.number}/receipt"))
    code = numbering.query_code(row.number, 1, row.code_key)
    told = (office.zj.name, office.zj.phone, "6月1日", "需现场检测后才能确定维修方案。")
    for word in (*told, code[:4], code[4:], "<svg"):
        assert word in receipt
    assert row.own_promise is True


def test_without_public_pages_the_receipt_has_phone_and_code_and_no_qr(page, office):
    office.public_pages = False
    office.save()
    page.send(outcome="assigned")
    receipt = _text(page.client.get(f"/petitions/{Petition.objects.get().number}/receipt"))
    assert "/t/" not in receipt and 'class="qr no-qr"' in receipt and office.phone in receipt


def test_double_press_back_and_reload_make_one_matter(page):
    form = page.get().context["form"]
    first, again = page.send(form, outcome="assigned"), page.send(form, outcome="assigned")
    assert first["Location"] == again["Location"]
    changed = page.send(form, outcome="assigned", content="后来改写的另一段内容。")
    assert (changed.status_code, Petition.objects.count(), Visit.objects.count()) == (422, 1, 1)
    assert "后来改写的另一段内容。" in _text(changed) and Petition.objects.get().number in _text(changed)


def test_nature_outcome_and_person_have_no_default(page):
    refused = page.send(nature=None)
    assert (refused.status_code, "nature" in refused.context["form"].errors) == (422, True)
    assert list(page.send().context["form"].errors) == ["outcome"]
    assert set(page.send(name="", phone="", outcome="assigned").context["form"].errors) == {"name", "phone"}
    assert page.send(name="", phone="", anonymous="on", outcome="assigned").status_code == 302


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "1380000"),
        ("phone", "abc"),
        ("idno", "000000199001010017"),
        ("idno", "12"),
        ("people", "0"),
        ("people", "many"),
        ("category", "999999"),
        ("category", "x"),
        ("name", "一" * 31),
        ("content", "短"),
        ("content", "长" * 4001),
        ("promise_on", "2026-13-45"),
        ("representatives", "甲 乙 丙 丁 戊 己"),
        ("route", "R9"),
        ("outcome", "solved"),
        ("nature", "complaint"),
        ("name", "12345"),
    ],
)
def test_what_is_not_of_the_right_shape_is_told_beside_its_field(page, field, value):
    refused = page.send(**{"outcome": "assigned", field: value})
    assert (refused.status_code, field in refused.context["form"].errors) == (422, True)
    assert (Petition.objects.count(), Petitioner.objects.count()) == (0, 0)


def test_an_accusation_takes_number_time_envelope_and_organ_only(page):
    refused = page.send(nature="accusation", outcome="assigned")
    assert set(refused.context["form"].errors) == {"envelope"}
    assert CONTENT not in _text(refused) and "林可" not in _text(refused)
    answer = page.send(nature="accusation", envelope="封012", organ="县纪委监委")
    assert (answer.status_code, WaitingEnvelope.objects.count(), Petitioner.objects.count()) == (302, 1, 0)
    row = page.client.get(f"/desks/{Petition.objects.get().desk_id}/today").context["rows"][0]
    assert row.bare_line


def test_on_paper_the_list_of_the_day_names_nobody_who_asked_for_confidence(page):
    page.send(outcome="assigned", confidential="on")
    page.send(outcome="assigned", name="周舟", phone="138 0000 0002")
    url = f"{page.url}/today"
    shown, printed = _text(page.client.get(url)), _text(page.client.get(f"{url}?format=print"))
    assert "林*" in shown and "138****0001" in shown
    assert "林" not in printed and "138****0001" not in printed
    assert "周*" in printed and "138****0002" in printed
    book = load_workbook(io.BytesIO(page.client.get(f"{url}?format=xlsx").content)).active
    words = [str(cell) for line in book.iter_rows(values_only=True) for cell in line]
    assert "周*" in words and "林*" not in words and "138****0001" not in words


def test_another_matter_of_the_same_visit_asks_the_person_no_more(page):
    page.send(outcome="assigned", people="3")
    form = page.get(f"?visit={Visit.objects.get().pk}").context["form"]
    assert "name" not in form.fields
    page.send(form, visit=form["visit"].value(), content="另一件：楼道灯坏了很久。", outcome="assigned")
    assert (Petition.objects.count(), Visit.objects.count(), Petitioner.objects.count()) == (2, 1, 1)


def test_matters_before_are_told_as_a_count(page, event):
    page.send(outcome="assigned")
    told = page.client.post(f"/desks/{event.desk1.pk}/earlier", {"phone": "13800000001"})
    assert "2026-05-18" in _text(told) and "电梯" not in _text(told)
    page.send(outcome="assigned", linked="on")
    assert Petition.objects.order_by("-pk").first().earlier == Petition.objects.order_by("pk").first()


def test_the_date_is_computed_by_the_server(page, event, office):
    url = f"/desks/{event.desk1.pk}/promise"
    assert "6月1日" in _text(page.client.get(url, {"category": office.building.pk}))
    for odd in ({}, {"category": "x"}, {"category": "99999999999999999999"}, {"route": "R9", "category": 1}):
        assert page.client.get(url, odd).status_code == 200


def test_no_matter_leaves_a_name_in_title_or_address(page):
    answer = page.send(outcome="assigned")
    assert "林可" not in answer["Location"]
    shown = _text(page.client.get(f"/desks/{Petition.objects.get().desk_id}/today"))
    assert "林*" in shown and "林可" not in shown and "13800000001" not in shown


@pytest.mark.accepts("F2.1")
def test_tickets_are_called_in_order_on_desk_and_screen(page, as_, cast, event, client):
    guide = as_(cast.organizer)
    for priority in ("", "", "on"):
        form = guide.get(f"/queue/{event.pk}").context["form"]
        guide.post(f"/queue/{event.pk}", {"key": form["key"].value(), **({"priority": priority} if priority else {})})
    desk = as_(cast.recorder)
    served = []
    for _ in range(3):
        desk.post(f"{page.url}/call")
        ticket = desk.get(page.url).context["ticket"]
        screen = _text(client.get(f"/events/{event.pk}/display"))
        assert ticket.code in screen
        desk.post(f"/tickets/{ticket.pk}/receive", {"version": ticket.version})
        page.send(outcome="assigned")
        served.append(ticket.code)
    assert served == ["A003", "A001", "A002"]
    assert "林" not in _text(client.get(f"/events/{event.pk}/display"))
    assert Ticket.objects.filter(status="done").count() == 3


def test_the_steps_of_a_ticket_work_from_the_page(page, tickets, event, as_, cast):
    tickets(4)
    client = as_(cast.recorder)
    client.post(f"{page.url}/call")

    def step(name, **values):
        ticket = queries.current_ticket(event.desk1) or Ticket.objects.get(status="missed")
        return client.post(f"/tickets/{ticket.pk}/{name}", {"version": ticket.version, **values})

    assert client.get(f"/tickets/{Ticket.objects.get(desk=event.desk1).pk}/transfer").status_code == 200
    for name, values in (("call_again", {}), ("uncall", {})):
        assert step(name, **values).status_code == 302
    client.post(f"{page.url}/call")
    assert step("miss").status_code == 302
    assert step("come_back").status_code == 302
    client.post(f"{page.url}/call")
    assert step("finish", people="2").status_code == 302
    assert Visit.objects.get().people == 2
    client.post(f"{page.url}/call")
    assert step("transfer", desk=event.desk2.pk).status_code == 302


def test_the_screen_answers_304_while_nothing_changed(client, event, tickets):
    tickets(1)
    url = f"/events/{event.pk}/display?part=1"
    first = client.get(url)
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    tickets(1)
    changed = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code, changed.status_code) == (200, 304, 200)
    assert "no-store" not in first["Cache-Control"]


def test_a_desk_without_tickets_registers_directly(page, event):
    type(event).objects.filter(pk=event.pk).update(queue=False)
    assert page.send(outcome="assigned").status_code == 302
    assert Petition.objects.get().visit.ticket is None


def test_one_desk_opens_at_once_and_another_persons_desk_is_not_found(as_, cast, event):
    client = as_(cast.recorder)
    assert client.get("/desks")["Location"] == f"/desks/{event.desk1.pk}"
    for url in (f"/desks/{event.desk2.pk}", f"/desks/{event.desk2.pk}/today", "/desks/999999"):
        assert client.get(url).status_code == 404
    assert client.post(f"/desks/{event.desk2.pk}/call").status_code == 404
    assert as_(cast.handler).get(f"/desks/{event.desk1.pk}").status_code == 403
