"""What two decide and what is asked for first: a matter sealed later, one of another desk, confidentiality given up,
a reason after many looks. On a desk's screen and on a phone."""

import re

from conftest import check_page, choose

ENVELOPE = "封2026-07"


def register(page, name, *, confidential=False):
    """A matter at the first open desk; its number."""
    page.goto("/desks")
    page.locator("main a[href^='/desks/']").first.click()
    if "direct" not in page.url and page.locator("a[href*='direct']").count():
        page.locator("a[href*='direct']").first.click()
    choose(page, "nature", "request")
    page.fill("[name=name]", name)
    page.fill("[name=phone]", "13800000456")
    page.locator("[name=category]").first.press("Space")
    page.fill("[name=content]", "小区路灯不亮，要求修复。")
    choose(page, "outcome", "assigned")
    if confidential:
        page.click("details.more > summary")
        page.check("[name=confidential]")
    page.keyboard.press("F9")
    page.wait_for_url(re.compile(r"saved="))
    return re.search(r"saved=(\d{8}-\d{4})", page.url).group(1)


def test_a_matter_is_proposed_and_the_liaison_confirms_the_envelope(window):
    office = window("zhoumin")
    office.goto("/cases?tab=handling")
    number = re.search(r"\d{8}-\d{4}", office.locator("main tbody").inner_text()).group()
    office.goto(f"/petitions/{number}/correct")
    check_page(office)
    choose(office, "nature", "accusation")
    office.fill("[name=envelope]", ENVELOPE)
    office.fill("[name=organ]", "县纪委监委信访室")
    office.fill("[name=reason]", "来访人补充说明")
    office.keyboard.press("F9")
    office.wait_for_url(re.compile(r"/cases/"))
    assert "密封件确认之前不清除任何内容" in office.inner_text("body")
    for width in (1440, 390):
        liaison = window("fangzheng", width=width, height=900)
        liaison.goto("/stubs")
        check_page(liaison)
        liaison.locator("a[href*='/stubs/proposals/']").first.click()
        check_page(liaison)
    choose(liaison, "confirmed", "yes")
    liaison.fill("[name=envelope]", ENVELOPE)
    liaison.click("main form button.btn-primary")
    liaison.wait_for_url(re.compile(r"/stubs$"))
    assert "待收存" in liaison.inner_text("main")
    liaison.click("main form.alert button")
    assert ENVELOPE in liaison.inner_text("main")
    office.goto(f"/cases/{number}")
    assert "保密件" in office.inner_text("main") or "保密" in office.inner_text("main")
    assert office.locator("main a[href*='/do/']").count() == 0


def test_a_matter_of_another_desk_asks_why_and_confidentiality_is_given_up_by_the_office(window):
    office = window("zhoumin", width=1024, height=768)
    plain, hidden = register(office, "林可"), register(office, "赵岚", confidential=True)
    desk = window("wutong", width=390, height=844)
    desk.goto(f"/petitions/{plain}/correct")
    assert desk.url.endswith(f"/petitions/{plain}/open?to=correct")
    check_page(desk)
    choose(desk, "purpose", "desk")
    desk.click("main form button.btn-primary")
    desk.wait_for_url(re.compile(r"/correct$"))
    assert "林可" not in desk.content()
    assert desk.goto(f"/petitions/{hidden}/correct").status == 404
    desk.faults.clear()
    office.goto(f"/petitions/{hidden}/correct")
    office.locator("a[href$='/disclose']").first.click()
    check_page(office)
    choose(office, "wish", "writing")
    office.click("main form button.btn-primary")
    assert "已解除保密" in office.inner_text("body")


def test_after_many_looks_a_reason_is_asked(window):
    page = window("zhoumin", width=390, height=844)
    page.goto("/cases/reason")
    check_page(page)
    page.goto("/cases?search=13800000456")
    assert "13800000456" not in page.url
