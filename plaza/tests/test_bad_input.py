"""Whatever is typed or sent: an answer in the person's language, never a broken page.

Every page of the project is opened by everybody who may, and each of its forms is sent with garbage: all
fields at once, and one field after the other with the rest as the page shows it."""

from html.parser import HTMLParser
from itertools import groupby
from urllib.parse import urlencode, urljoin

import pytest
from django.db import transaction
from django.urls import reverse

from plaza.core import calendar, offices
from plaza.tests.test_url_rules import NOT_READY, PEOPLE, ROUTES, url_of

pytestmark = pytest.mark.django_db
HUGE = "9" * 25
ALL_AT_ONCE = ["", "x" * 20_000, "\x00", "\ud800", "-1", HUGE, "²", "1e9", "{{ 7 }}<script>", "٣", "2026-02-31",
               "13800000099", "99:99"]
ONE_BY_ONE = ["", "x" * 20_000, "²", HUGE, "-1", "99999-12-31"]
PAGES = ["page", "order", "after", "before", "format", "tab", "period", "year", "search", "saved", "visit", "ticket",
         "event", "show", "unit", "category", "of", "when", "part", "size", "paper", "number", "next", "lamp", "due"]
IN_A_QUERY = ["", "-1", "0", "abc", HUGE, "²", "event-²", "event-" + HUGE, "xlsx", "bnVsbA", "WyIxIiwgIngiXQ", "%00",
              "%ED%A0%80", "x" * 2000, "../../etc/passwd", "'\"; --"]


class Forms(HTMLParser):
    """The forms of a page, each as the browser would send it: (method, action, [[name, value], ...])."""

    def __init__(self, text):
        super().__init__()
        self.forms, self.area, self.choice = [], None, None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.forms.append((given.get("method", "get").lower(), given.get("action") or "", []))
        if not self.forms or not given.get("name") and tag != "option":
            return
        fields = self.forms[-1][2]
        if tag in ("input", "button"):
            off = given.get("type") in ("radio", "checkbox") and "checked" not in given
            if given.get("type") != "file" and not (off and given["name"] in [name for name, _value in fields]):
                fields.append([given["name"], given.get("value") or ""])
        elif tag == "select":
            fields.append([given["name"], ""])
        elif tag == "textarea":
            fields.append([given["name"], "一二三"])
        elif tag == "option" and fields and ("selected" in given or not fields[-1][1]):
            fields[-1][1] = given.get("value") or ""


def forms_of(response):
    if "text/html" not in response.get("Content-Type", ""):
        return []
    return Forms(response.content.decode()).forms


def as_sent(fields) -> dict:
    return {name: [value for _name, value in pairs] for name, pairs in groupby(sorted(fields), lambda pair: pair[0])}


def variations(fields):
    """The form with garbage in it, again and again."""
    names = list(dict.fromkeys(name for name, _value in fields))
    yield {}
    for garbage in ALL_AT_ONCE:
        yield dict.fromkeys(names, garbage)
        yield {name: [garbage, garbage] for name in names}
    for name in names:
        for garbage in ONE_BY_ONE:
            yield as_sent(fields) | {name: garbage}


class Attempts:
    """Sends, takes back what it did, and remembers what broke."""

    def __init__(self, client):
        client.raise_request_exception = False
        self.client, self.wrong, self.sent, self.known = client, [], 0, {("post", reverse("core:sign_out"))}

    def __call__(self, method, url, data=None):
        with transaction.atomic():
            encoded = urlencode({key: [text.encode("utf-8", "surrogatepass") for text in _texts(value)]
                                 for key, value in (data or {}).items()}, doseq=True)
            if method == "post":
                response = self.client.post(url, encoded, content_type="application/x-www-form-urlencoded")
            else:
                response = self.client.get(url, QUERY_STRING=encoded) if data else self.client.get(url)
            transaction.set_rollback(True)
        offices.forget()
        calendar.forget()
        self.sent += 1
        if response.status_code >= 500:
            self.wrong.append((method, url, response.status_code, encoded[:200]))
        return response

    def walk(self, url):
        """Send garbage to every form of a page, and to its own address."""
        forms = [("post", "", [])]
        forms += forms_of(self("get", url))
        for method, action, fields in forms:
            target = urljoin(url, action).split("?")[0]
            form = (method, target, *sorted({name for name, _value in fields}))
            if form[:2] in self.known or form in self.known:
                continue
            self.known.add(form)
            for data in variations(fields):
                self(method, target, data)


def _texts(value):
    return value if isinstance(value, list) else [value]


def people_of(world, rule):
    return [person for person in (getattr(world.cast, role) for role in PEOPLE) if rule.allows(person)]


@pytest.mark.slow
@pytest.mark.parametrize("role", PEOPLE)
def test_garbage_in_a_form_never_breaks_a_page(as_, world, role):
    person = getattr(world.cast, role)
    attempts = Attempts(as_(person))
    for name, entry in ROUTES:
        if entry.callback.rule.allows(person) and name not in NOT_READY:
            attempts.walk(url_of(name, entry, world))
    assert attempts.wrong == []
    assert attempts.sent > 100
