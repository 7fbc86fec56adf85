"""The public page: number and code, fixed facts, never a name."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from evaluation.tests.factory import code_of, fresh, matter, work_on
from followup import actions
from followup.models import Rating
from followup.queries import tracking
from plaza.core.models import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(event, cast, office, now, on_the_day):
    return matter(event, cast.recorder, now, unit=office.zj, promise_on=now.date() + timedelta(days=14))


def enter(client, case, code=None, **more):
    return client.post(reverse("followup:track"), {"number": case.number, "code": code or code_of(case), **more})


def shown(client, case):
    enter(client, case)
    return client.get(reverse("followup:tracked")).content.decode()


def test_number_and_code_open_the_matter(client, case):
    answer = enter(client, case)
    assert (answer.status_code, answer.url) == (302, "/t/matter")
    page = client.get(answer.url)
    assert page.status_code == 200
    assert case.number in page.content.decode()
    assert "县住房和城乡建设局" in page.content.decode()


def test_the_code_may_be_typed_small_and_spaced(client, case):
    code = code_of(case).lower()
    assert enter(client, case, f" {code[:4]}-{code[4:]} ").status_code == 302


def test_the_qr_path_leads_to_an_address_without_the_code(client, case):
    answer = client.get(reverse("followup:track_code", args=[case.number, code_of(case)]))
    assert (answer.status_code, answer.url) == (302, "/t/matter")
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    assert case.number in client.get(answer.url).content.decode()


def test_no_name_title_or_phone_of_the_petitioner_is_on_the_page(client, case):
    text = shown(client, case)
    for word in ("林可青", "林*青", "138****0001", "3号楼电梯半年坏了七次", "要求大修"):
        assert word not in text


def test_a_wrong_code_and_an_unknown_number_get_one_answer(client, case):
    wrong = enter(client, case, "2222 3333")
    unknown = client.post(reverse("followup:track"), {"number": "20200101-0001", "code": "2222 3333"})
    assert wrong.status_code == unknown.status_code == 422

    def without_number(answer):
        text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
        return text.replace(case.number, "№").replace("20200101-0001", "№")

    assert without_number(wrong) == without_number(unknown)


def test_without_the_cookie_the_page_asks_for_the_code(client, case):
    assert client.get(reverse("followup:tracked")).url == "/t/?ended=1"


def test_the_page_closes_after_ten_minutes(client, case, now):
    enter(client, case)
    with time_machine.travel(now + timedelta(minutes=11), tick=False):
        assert client.get(reverse("followup:tracked")).status_code == 302


def test_a_code_issued_anew_ends_the_old_one(client, case):
    enter(client, case)
    type(case.petition).objects.filter(pk=case.petition_id).update(code_issue=2)
    assert client.get(reverse("followup:tracked")).status_code == 302
    assert enter(client, case).status_code == 422


def test_a_changed_cookie_opens_nothing(client, case):
    enter(client, case)
    client.cookies["plaza_track"] = client.cookies["plaza_track"].value[:-2] + "xx"
    assert client.get(reverse("followup:tracked")).status_code == 302


def test_a_wrong_form_keeps_the_number(client, case):
    answer = client.post(reverse("followup:track"), {"number": case.number, "code": ""})
    assert answer.status_code == 422
    assert case.number in answer.content.decode()


@pytest.mark.parametrize("number", ["x" * 500, "'; --", "<b>1</b>", "２０２６"])
def test_odd_numbers_are_refused_and_not_an_error(client, case, number):
    answer = client.post(reverse("followup:track"), {"number": number, "code": "2222 3333"})
    assert answer.status_code == 422
    assert "<b>1</b>" not in answer.content.decode()


def test_the_steps_follow_the_case(client, case, cast, now):
    assert 'aria-current="step"' in shown(client, case)
    work_on(case, cast, now + timedelta(hours=2), line="已停梯检测，更换制动器。")
    text = shown(client, case)
    assert "已停梯检测，更换制动器。" in text
    assert "3号楼电梯制动器已更换，恢复使用。" in text
    assert text.count('class="done"') == 4


@pytest.mark.parametrize(("days", "lamp"), [(8, "g"), (9, "a"), (14, "a"), (15, "r")])
def test_the_lamp_of_the_date_told_is_amber_to_its_last_day(case, now, days, lamp):
    """Told is 1 June; three working days before it is 27 May, nine days from now."""
    assert tracking.page(case, on=now.date() + timedelta(days=days)).promise["kind"] == lamp


@pytest.mark.parametrize(("days", "lamp"), [(14, "g"), (15, "r")])
def test_an_answer_on_the_day_told_is_on_time(case, cast, now, days, lamp):
    work_on(case, cast, now + timedelta(days=days))
    assert tracking.page(fresh(case), on=now.date() + timedelta(days=20)).promise["kind"] == lamp


def test_an_internal_note_is_never_shown(client, case, cast, now):
    actions.sign(fresh(case), by=cast.handler, at=now)
    actions.progress(fresh(case), by=cast.handler, at=now, note="内部备注一条")
    assert "内部备注一条" not in shown(client, case)


def test_a_confidential_matter_shows_status_and_dates_only(client, event, cast, office, now, on_the_day):
    case = matter(event, cast.recorder, now, unit=office.zj, confidential=True)
    actions.sign(case, by=cast.handler, at=now)
    actions.accept(case, by=cast.handler, at=now, channel="phone")
    actions.draft_reply(case, by=cast.handler, at=now, text="答复全文不公开", basis="条例", conclusion="supported")
    actions.approve_reply(case, by=cast.head, at=now)
    actions.deliver(case, by=cast.organizer, at=now, channel="letter")
    text = shown(client, case)
    for word in ("县住房和城乡建设局", "答复全文不公开", "青禾人民广场"):
        assert word not in text
    assert text.count('class="done"') == 4


def test_an_accusation_leaves_the_same_page_as_any_confidential_guided_matter(client, event, cast, now, on_the_day):
    case = matter(event, cast.recorder, now, outcome="guided", confidential=True, anonymous=True, title="")
    text = shown(client, case)
    assert "<textarea" not in text
    assert text.count("<li ") == 2
    assert client.post(reverse("followup:unsolved_public"), {"text": "x"}).status_code == 422
    assert not hasattr(fresh(case), "remark")


def test_every_page_answers_404_with_the_phone_when_public_pages_are_off(client, case, office):
    enter(client, case)
    Office.objects.update(public_pages=False)
    from plaza.core import offices

    offices.forget()
    for url in ("/t/", "/t/matter", f"/t/{case.number}/{code_of(case)}"):
        answer = client.get(url)
        assert answer.status_code == 404
        assert "0000-886 0018" in answer.content.decode()
    for url in ("/t/matter/rating", "/t/matter/unsolved"):
        assert client.post(url).status_code == 404


def test_the_pages_need_no_script(client, case):
    assert "<script" not in shown(client, case)


class TestRating:
    WORDS = {"office": "satisfied", "unit": "basically", "solved": "partly", "comment": "还有异响"}

    @pytest.fixture
    def replied(self, case, cast, now):
        work_on(case, cast, now)
        return fresh(case)

    def test_both_objects_and_solved_are_rated(self, client, replied):
        enter(client, replied)
        answer = client.post(reverse("followup:rate_public"), self.WORDS)
        assert (answer.status_code, answer.url) == (302, "/t/matter")
        row = Rating.objects.get(case=replied)
        assert (row.office, row.unit, row.solved, row.comment, row.by_staff) == (
            "satisfied",
            "basically",
            "partly",
            "还有异响",
            None,
        )
        assert fresh(replied).rated

    def test_it_is_taken_once(self, client, replied):
        enter(client, replied)
        client.post(reverse("followup:rate_public"), self.WORDS)
        client.post(reverse("followup:rate_public"), self.WORDS | {"office": "dissatisfied"})
        assert Rating.objects.get(case=replied).office == "satisfied"

    def test_a_missing_answer_keeps_the_others(self, client, replied):
        enter(client, replied)
        answer = client.post(reverse("followup:rate_public"), {"office": "satisfied", "comment": "还有异响"})
        assert answer.status_code == 422
        assert "还有异响" in answer.content.decode()
        assert re.search(r'value="satisfied"[^>]*checked', answer.content.decode())

    def test_before_the_reply_there_is_no_form(self, client, case):
        assert 'id="rating"' not in shown(client, case)
        assert client.post(reverse("followup:rate_public"), self.WORDS).status_code == 422
        assert Rating.objects.count() == 0

    def test_the_last_day_of_the_window_still_shows_the_form(self, client, replied):
        for day, open_ in ((date(2026, 6, 17), True), (date(2026, 6, 18), False)):
            page = tracking.page(replied, on=day)
            assert (page.may_rate, page.rate_until) == (open_, date(2026, 6, 17) if open_ else None)

    def test_after_the_window_there_is_no_form(self, client, replied, now):
        with time_machine.travel(now + timedelta(days=40), tick=False):
            assert 'id="rating"' not in shown(client, replied)
            assert client.post(reverse("followup:rate_public"), self.WORDS).status_code == 422
        assert Rating.objects.count() == 0

    def test_a_judicial_matter_is_not_rated(self, client, event, cast, office, now, on_the_day):
        case = matter(event, cast.recorder, now, unit=office.zj, route="R1")
        work_on(case, cast, now)
        assert 'id="rating"' not in shown(client, case)
        assert client.post(reverse("followup:rate_public"), self.WORDS).status_code == 422

    def test_a_member_of_staff_rates_only_with_the_mark(self, as_, cast, replied):
        client = as_(cast.organizer)
        enter(client, replied)
        assert client.post(reverse("followup:rate_public"), self.WORDS).status_code == 422
        assert Rating.objects.count() == 0
        assert client.post(reverse("followup:rate_public"), self.WORDS | {"keyed": "on"}).status_code == 302
        assert Rating.objects.get().by_staff == cast.organizer

    def test_the_desk_keys_in_no_rating(self, as_, cast, replied):
        client = as_(cast.recorder)
        enter(client, replied)
        assert client.post(reverse("followup:rate_public"), self.WORDS | {"keyed": "on"}).status_code == 422
        assert Rating.objects.count() == 0

    def test_what_was_written_when_the_ten_minutes_ended_is_kept(self, client, replied, now):
        enter(client, replied)
        with time_machine.travel(now + timedelta(minutes=11), tick=False):
            answer = client.post(reverse("followup:rate_public"), self.WORDS)
            assert answer.status_code == 403
            kept = dict(re.findall(r'name="(kept-[a-z]+)" value="([^"]*)"', answer.content.decode()))
            page = enter(client, replied, **kept)
            assert page.status_code == 422
            assert "还有异响" in page.content.decode()
            client.post(reverse("followup:rate_public"), self.WORDS)
        assert Rating.objects.get().comment == "还有异响"


class TestNotSolved:
    @pytest.fixture
    def spot(self, event, cast, now, on_the_day):
        return matter(event, cast.recorder, now, outcome="settled", answer="已联系维保单位", confirmed=True)

    def test_it_is_passed_on_once(self, client, spot):
        text = shown(client, spot)
        assert 'id="unsolved"' in text and 'id="rating"' not in text
        assert client.post(reverse("followup:unsolved_public"), {"text": "又坏了"}).status_code == 302
        assert fresh(spot).remark.text == "又坏了"
        assert client.post(reverse("followup:unsolved_public"), {"text": "再说一次"}).status_code == 422
        assert fresh(spot).remark.text == "又坏了"

    def test_a_matter_that_was_assigned_has_no_such_button(self, client, case):
        assert 'id="unsolved"' not in shown(client, case)
