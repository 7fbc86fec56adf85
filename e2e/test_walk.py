"""Every page that can be reached by a link: accessible, not too wide at 320 px, readable without scripts, in
every language. A page that the walk did not reach fails, unless it is named in REACHED_OTHERWISE."""

import re
from urllib.parse import urlsplit

import pytest

from conftest import check_page

ACCOUNTS = ["zhoumin", "wutong", "gaoyan", "hejianping", "shenli", "qinlang", "fangzheng", "dingyi"]
# Route name: where it is seen instead.
REACHED_OTHERWISE = {
    "core:healthz": "deploy",
    "core:readyz": "deploy",
    "core:home": "redirects to the home of the role",
    "events:map": "a picture",
    "office:blank": "an Excel file",
    "events:part_excel": "an Excel file",
    "events:assign_duty": "a form of the page of the people",
    "followup:file": "a download",
    "petitions:promise": "a part of the desk",
    "followup:track_code": "redirects, see the journey",
    "followup:tracked": "the journey",
    "followup:rate_public": "the journey",
    "followup:unsolved_public": "a form",
    "office:setup": "the set-up",
    "office:setup_blank": "the set-up",
    "office:setup_step": "the set-up",
    "core:sign_in": "walked signed out",
    "followup:track": "walked signed out",
    "petitions:display_now": "the journey",
    "events:task_act": "a button of the task page",
    "petitions:open": "test_sealing",
    "petitions:disclose": "test_sealing",
    "petitions:decide": "test_sealing",
    "followup:search_reason": "test_sealing",
}
PAPERS = {
    "petitions:paper",
    "petitions:ticket",
    "events:print",
    "followup:case_notice",
    "followup:assignment_notice",
    "evaluation:report",
}  # sheets of paper keep their width
SEEN: set[str] = set()
# Reached by a button: a ticket that was just issued, the ticket called at a desk. Reached from the page of a unit or
# person that is not the first of its list: a unit with a successor to come, a person with work in hand.
BY_BUTTON = {
    "zhoumin": ["/tickets/3/paper"],
    "wutong": ["/tickets/6/transfer"],
    "dingyi": ["/office/units/2/succeed", "/office/users/3/hand-over"],
}


def matcher(routes):
    """path -> route name."""
    table = []
    for route in routes:
        parts = re.split(r"(<\w+:\w+>)", route["pattern"])
        kinds = {"int": r"\d+", "str": r"[^/]+", "paper": r"receipt|form|notice", "step": r"\w+"}
        pattern = "".join(
            f"(?:{kinds[part[1:].split(':')[0]]})" if part.startswith("<") else re.escape(part) for part in parts
        )
        table.append((re.compile(f"/{pattern}"), route["name"]))
    return lambda path: next((name for pattern, name in table if pattern.fullmatch(path)), None)


def links(page):
    found = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
    return [urlsplit(href) for href in found if urlsplit(href).netloc == urlsplit(page.url).netloc]


@pytest.mark.parametrize("account", ACCOUNTS)
def test_every_page_of_a_role(window, routes, account):
    name_of = matcher(routes)
    page = window(account)
    plain = window(account, language="en-GB", javascript=False, width=320, height=700)
    waiting, done, faults = [urlsplit(page.url), *map(urlsplit, BY_BUTTON.get(account, ()))], set(), []
    while waiting:
        url = waiting.pop(0)
        name = name_of(url.path)
        if name is None or name in done or "format=" in url.query:
            continue
        done.add(name)
        if name in REACHED_OTHERWISE:
            continue
        address = url.path + (f"?{url.query}" if url.query else "")
        answer = page.goto(address)
        assert answer.status in (200, 422), f"{address}: {answer.status}"
        waiting += links(page)
        if name in SEEN:
            continue
        SEEN.add(name)
        try:
            check_page(page)
        except AssertionError as error:
            faults.append(str(error))
            page.faults.clear()
        if page.locator("h1").count() != 1:
            faults.append(f"{address} has not one h1")
        plain.goto(address)
        if plain.locator("h1").count() != 1 or plain.locator("html").get_attribute("lang") != "en":
            faults.append(f"{address} without scripts, in English")
        wide = plain.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0 and name not in PAPERS:
            faults.append(f"{address} is {wide} px too wide at 320 px in English")
    assert faults == [], "\n".join(faults)


@pytest.mark.parametrize("path", ["/sign-in", "/t/"])
@pytest.mark.parametrize("language", ["zh-CN", "zh-TW", "en-GB"])
def test_pages_of_the_public(window, path, language):
    page = window(language=language, width=360, height=740)
    page.goto(path)
    check_page(page)


def test_nothing_was_left_out(routes):
    pages = {route["name"] for route in routes if "GET" in route["methods"]}
    assert pages - SEEN - set(REACHED_OTHERWISE) == set()
