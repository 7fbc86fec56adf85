"""Whatever is typed or sent: an answer in the person's language, never a broken page.

Every page of the project is opened by everybody who may. Each form is sent with garbage, all fields at once and
one field after the other with the rest as the page shows it; so is each address, with the names that its view
reads. Who comes first to a page sends everything, whoever comes later his share of it."""

import re
from html.parser import HTMLParser
from itertools import groupby
from urllib.parse import urlencode, urljoin

import pytest
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from events.models import Event, Task
from followup.models import Case
from petitions.models import Ticket
from plaza.core import calendar, offices
from plaza.office import link
from plaza.tests import test_setting_up
from plaza.tests.examples import EXAMPLES
from plaza.tests.test_url_rules import PEOPLE, ROUTES, url_of

pytestmark = pytest.mark.django_db
EACH_A_VIEW_OF_ITS_OWN = [role for role in PEOPLE if role not in ("outsider", "supervisor", "volunteer")]
HUGE = "9" * 25
ALL_AT_ONCE = [
    "",
    "x" * 20_000,
    "\x00",
    "\ud800",
    "-1",
    HUGE,
    "²",
    "1e9",
    "{{ 7 }}<script>",
    "٣",
    "2026-02-31",
    "13800000099",
    "99:99",
]
LATER_ROW = re.compile(r"-[1-9]\d*-")  # of a table in a form: its first row stands for all
ONE_BY_ONE = ["", "x" * 20_000, "²", HUGE, "99999-12-31"]
IN_A_QUERY = [
    "",
    "-1",
    "0",
    "abc",
    HUGE,
    "²",
    "event-²",
    "event-" + HUGE,
    "xlsx",
    "print",
    "WzEsICJ4Il0",
    "\x00",
    "\ud800",
    "x" * 2000,
    "../../etc/passwd",
    "'\"; --",
    "2026-02-31",
    "9999-12-31",
    "all",
]


class Asked(QueryDict):
    """The query of an address, which remembers the names that were read from it."""

    names: set[str] = set()

    def __getitem__(self, name):
        self.names.add(name)
        return super().__getitem__(name)

    def __contains__(self, name):
        self.names.add(name)
        return super().__contains__(name)

    def getlist(self, name, default=None):
        self.names.add(name)
        return super().getlist(name, default)


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
    yield {name: ["²", HUGE] for name in names}
    for name in names:
        for garbage in () if LATER_ROW.search(name) else ONE_BY_ONE:
            yield as_sent(fields) | {name: garbage}


class Attempts:
    """Sends, takes back what it did, and remembers what broke and which forms were sent."""

    def __init__(self, client):
        client.raise_request_exception = False
        self.client, self.wrong, self.sent, self.known = client, [], 0, {("post", reverse("core:sign_out"))}
        self.names = {}

    def __call__(self, method, url, data=None):
        with transaction.atomic():
            encoded = urlencode(
                {
                    key: [text.encode("utf-8", "surrogatepass") for text in _texts(value)]
                    for key, value in (data or {}).items()
                },
                doseq=True,
            )
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

    def ask(self, url, share):
        """Send garbage under every name that is read from this address; `share`: the part of it for who comes later."""
        first = url not in self.names
        Asked.names = read = self.names.setdefault(url, set())
        self("get", url)
        for garbage in IN_A_QUERY if first else IN_A_QUERY[share]:
            if read:
                self("get", url, dict.fromkeys(read, garbage))
        for name in sorted(read) if first else ():
            self("get", url, {name: "²"})


def _texts(value):
    return value if isinstance(value, list) else [value]


@pytest.mark.slow
def test_garbage_in_an_address_never_breaks_a_page(as_, world, monkeypatch):
    monkeypatch.setattr("django.core.handlers.wsgi.QueryDict", Asked)
    monkeypatch.setattr(Asked, "names", set())
    client = as_(world.cast.organizer)
    attempts = Attempts(client)
    for number, role in enumerate(EACH_A_VIEW_OF_ITS_OWN):
        person = getattr(world.cast, role)
        as_(person)
        for name, entry in ROUTES:
            if entry.callback.rule.allows(person):
                attempts.ask(url_of(name, entry, world), slice(number, None, len(EACH_A_VIEW_OF_ITS_OWN)))
    client.logout()
    attempts.ask(reverse("core:sign_in"), slice(None))
    assert attempts.wrong == []
    read = {name for names in attempts.names.values() for name in names}
    assert {"page", "order", "format", "search", "next", "tab"} <= read


@pytest.mark.slow
def test_garbage_in_a_form_never_breaks_a_page(as_, world):
    attempts = Attempts(as_(world.cast.organizer))
    for role in EACH_A_VIEW_OF_ITS_OWN:
        person = getattr(world.cast, role)
        as_(person)
        for name, entry in ROUTES:
            if entry.callback.rule.allows(person):
                attempts.walk(url_of(name, entry, world))
    assert attempts.wrong == []
    assert attempts.sent > 1000


STEPS = [
    ("followup:act", "case", Case),
    ("events:act", "event", Event),
    ("events:task_act", "task", Task),
    ("petitions:ticket_act", "ticket", Ticket),
]


@pytest.mark.slow
@pytest.mark.parametrize(("url_name", "example", "model"), STEPS)
def test_garbage_in_a_step_never_breaks_a_page(as_, world, url_name, example, model):
    """Every step from every status in which it may be taken, by everybody who may."""
    row = getattr(world, example)
    place = reverse(url_name, kwargs=EXAMPLES[url_name](world)).rsplit("/", 1)[0]
    attempts = Attempts(as_(world.cast.organizer))
    every = sorted({source for step in row.workflow for source in step.sources or ()})
    for role in PEOPLE:
        person = getattr(world.cast, role)
        as_(person)
        for step in (step for step in row.workflow if row.workflow.allows(row, step, person)):
            for source in step.sources or every:
                model.objects.filter(pk=row.pk).update(status=source)
                url = f"{place}/{step.name}"
                if attempts("get", url).status_code in (200, 405):
                    attempts.walk(url)
        attempts("post", f"{place}/nothing", {"version": "1"})
    assert attempts.wrong == []


@pytest.mark.slow
def test_garbage_while_setting_up_never_breaks_a_page(client, on_the_day, db):
    start = link.make(at=on_the_day)
    attempts = Attempts(client)
    attempts.walk(f"{start}/office")
    client.post(f"{start}/office", test_setting_up.OFFICE)
    attempts.walk(f"{start}/administrator")
    test_setting_up.set_up_to(client, start, "keys")
    for step in ("units", "users", "categories", "keys", "office", "nothing"):
        attempts.known.clear()
        attempts.walk(f"{start}/{step}")
    assert attempts.wrong == []
    assert attempts.sent > 100


def test_lost_token_keeps_what_was_typed(world):
    """The page says that nothing was saved and shows the text in a form that can be sent again."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(world.cast.handler, backend="plaza.roles.RoleBackend")
    response = browser.post(reverse("followup:act", kwargs=EXAMPLES["followup:act"](world)), {"text": "验收合格"})
    assert response.status_code == 403
    assert "验收合格" in response.content.decode()


def test_a_session_that_ended_leads_back_after_the_sign_in(client, world):
    url = reverse("followup:act", kwargs=EXAMPLES["followup:act"](world))
    response = client.post(url, {"version": "1", "conclusion": "supported"})
    assert (response.status_code, response.url) == (302, f"/sign-in?next={url}")


def test_a_session_that_ended_while_somebody_typed_keeps_the_text(client, world):
    url = reverse("followup:act", kwargs=EXAMPLES["followup:act"](world))
    response = client.post(url, {"text": "制动器已经更换，验收合格，恢复使用。", "version": "1"})
    page = response.content.decode()
    assert response.status_code == 403
    assert "制动器已经更换，验收合格，恢复使用。</textarea>" in page and f'action="{url}"' in page
    assert 'href="/sign-in"' in page
