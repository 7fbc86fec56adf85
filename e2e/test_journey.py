"""The whole loop in a browser: from a plan to an answered, rated, closed matter. Makes the pictures of
docs/journey.md."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from conftest import check_page, choose, picture

NAME, PHONE = "林可", "13800000099"
TEXT = "东溪街道锦绣苑3号楼电梯半年坏7次，老人上下楼困难。要求大修或更换，并说明维修资金怎么用。"
LINE = "制动器已经更换，等待试运行，合格后当天恢复使用。"
REPLY = "3号楼电梯制动器已更换，验收合格，恢复使用。维修资金使用方案已在小区公示。"


def today():
    return (datetime.now(UTC) + timedelta(hours=8)).date()


@pytest.fixture(scope="module")
def story():
    """What one step leaves for the next: the event's address, the matter's number and code."""
    return {}


def press(page, name, **options):
    page.get_by_role("button", name=name, **options).first.click()
    page.wait_for_load_state()


def step(page, number, name):
    """Open one step of a case by its address and return its page."""
    page.goto(f"/cases/{number}/do/{name}")
    return page


def test_1_the_organizer_plans_a_day_from_eight_fields(window, story):
    page = window("zhoumin")
    page.goto("/events")
    page.get_by_role("link", name="新建").first.click()
    page.fill("[name=venue]", "青禾文化广场")
    page.fill("[name=date]", today().isoformat())
    page.fill("[name=name]", "文化广场接访")
    page.fill("[name=theme]", "有话好好说")
    check_page(page)
    press(page, "生成方案")
    story["event"] = re.search(r"/events/(\d+)", page.url).group(1)
    assert "36" in page.inner_text("main")
    check_page(page)
    picture(page, "plan-zh")
    page.goto(f"/events/{story['event']}/people")
    recorder = page.locator("[name=duty-user_id] option", has_text="吴桐").inner_text()
    page.select_option("[name=duty-user_id]", label=recorder)
    page.select_option("[name=duty-kind]", "recorder")
    page.fill("[name=duty-since]", today().isoformat())
    page.fill("[name=duty-until]", today().isoformat())
    press(page, "确定安排")
    for name in ("approve", "publish", "open"):
        page.goto(f"/events/{story['event']}/do/{name}")
        page.click("main form button.btn-primary")
        page.wait_for_load_state()
    page.goto(f"/events/{story['event']}")
    assert "接访中" in page.inner_text("main")


def test_2_the_recorder_registers_a_matter_by_keyboard_and_prints_the_receipt(window, story):
    page = window("wutong", width=1024, height=768)
    page.goto("/desks")
    page.locator("main a", has_text="文化广场接访").first.click()
    choose(page, "nature", "request")
    page.fill("[name=name]", NAME)
    page.fill("[name=phone]", PHONE)
    page.locator("[name=category]").first.press("Space")
    page.fill("[name=content]", TEXT)
    choose(page, "outcome", "assigned")
    page.wait_for_timeout(500)
    over = page.evaluate("document.documentElement.scrollHeight - window.innerHeight")
    assert over <= 0, "the desk scrolls"
    check_page(page)
    picture(page, "desk-zh")
    page.keyboard.press("F9")
    page.wait_for_url(re.compile(r"saved="))
    story["number"] = re.search(r"saved=(\d{8}-\d{4})", page.url).group(1)
    check_page(page)
    page.goto(f"/petitions/{story['number']}/receipt")
    slip = page.inner_text("body")
    story["code"] = re.sub(r"\s", "", re.search(r"查询码\s+([0-9A-Z]{4}\s*[0-9A-Z]{4})", slip).group(1))
    story["promise"] = re.search(r"(\d+月\d+日)（星期.）", slip.replace(" ", "")).group(1)
    picture(page, "receipt-zh", full_page=True)


def test_3_the_handler_signs_accepts_and_tells_the_petitioner(window, story):
    page = window("gaoyan")
    page.goto("/work")
    assert story["number"] in page.inner_text("main")
    check_page(page)
    picture(page, "work-zh")
    step(page, story["number"], "sign")
    page.click("main form button.btn-primary")
    step(page, story["number"], "accept")
    page.select_option("[name=channel]", "phone")
    page.click("main form button.btn-primary")
    page.goto(f"/cases/{story['number']}")
    page.fill("[name=note]", "维保单位确认明天试运行。")
    page.fill("[name=public_line]", LINE)
    page.select_option("[name=channel]", "phone")
    press(page, "保存进展")
    assert LINE in page.inner_text("main")
    assert PHONE not in page.content()
    check_page(page)
    picture(page, "case-zh", full_page=True)
    step(page, story["number"], "draft_reply")
    page.fill("[name=text]", REPLY)
    page.fill("[name=basis]", "《信访工作条例》第三十二条")
    choose(page, "conclusion", "supported")
    check_page(page)
    page.click("main form button.btn-primary")


def test_4_the_head_approves_and_the_handler_records_the_delivery(window, story):
    head = window("hejianping")
    step(head, story["number"], "approve_reply")
    assert REPLY in head.inner_text("body") or head.locator("main form").count()
    head.click("main form button.btn-primary")
    page = window("gaoyan")
    step(page, story["number"], "deliver")
    page.select_option("[name=channel]", "person")
    page.click("main form button.btn-primary")
    page.goto(f"/cases/{story['number']}")
    assert "已答复" in page.inner_text("main")


def test_5_the_petitioner_follows_and_rates_without_account_or_javascript(window, story):
    page = window(width=390, height=844, javascript=False)
    page.goto(f"/t/{story['number']}/{story['code']}")
    assert story["code"] not in page.url
    text = page.inner_text("main")
    assert REPLY in text and LINE in text and NAME not in page.content() and PHONE not in page.content()
    assert story["promise"] in text.replace(" ", "")
    picture(page, "track-zh", full_page=True)
    choose(page, "office", "satisfied")
    choose(page, "unit", "satisfied")
    choose(page, "solved", "yes")
    page.locator("form", has=page.locator("[name=office]")).locator("button").click()
    assert "满意" in page.inner_text("main")
    assert page.locator("[name=office]").count() == 0


def test_6_the_supervisor_calls_back_and_closes_as_second_person(window, story):
    page = window("qinlang")
    step(page, story["number"], "call_back")
    page.check("[name=reached]")
    choose(page, "solved", "yes")
    page.click("main form button.btn-primary")
    step(page, story["number"], "close")
    page.click("main form button.btn-primary")
    page.goto(f"/cases/{story['number']}")
    assert "已办结" in page.inner_text("main")
    check_page(page)


def test_7_the_leader_reads_it_on_a_phone_and_on_paper(window, story):
    page = window("shenli", width=390, height=844)
    page.goto(f"/overview?period=event-{story['event']}")
    check_page(page)
    page.goto("/overview?period=event-1")
    check_page(page)
    picture(page, "leader-zh", full_page=True)
    page.goto("/overview/report?period=event-1")
    picture(page, "report-zh", full_page=True)


def test_8_the_screen_shows_ticket_and_desk_only(window):
    page = window(width=1920, height=1080)
    page.goto("/events/2/display")
    assert NAME not in page.content()
    picture(page, "display-zh")


@pytest.mark.parametrize(
    "language, sign, words",
    [
        ("en-GB", "en", "open"),
        ("zh-TW", "zh-hant", "未結"),
    ],
)
def test_9_a_shorter_loop_in_another_language(window, story, language, sign, words):
    page = window("gaoyan", language=language)
    page.goto("/work")
    assert words in page.inner_text("main")
    check_page(page)
    picture(page, f"work-{sign}")
    page.goto(f"/cases/{story['number']}")
    check_page(page)
    public = window(width=390, height=844, language=language)
    public.goto(f"/t/{story['number']}/{story['code']}")
    check_page(public)
    picture(public, f"track-{sign}", full_page=True)
