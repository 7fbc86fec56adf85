"""Every URL of the project has a rule, and every role gets what the rule says: a generated matrix."""

import pytest
from django.urls import URLPattern, get_resolver, reverse

from plaza.core.models.people import Role
from plaza.tests.examples import EXAMPLES, RELATIONS

pytestmark = pytest.mark.django_db
PEOPLE = [
    "organizer",
    "recorder",
    "handler",
    "head",
    "outsider",
    "leader",
    "supervisor",
    "liaison",
    "admin",
    "volunteer",
]
ANSWERED = {200, 302, 304, 400, 404, 405, 409, 422, 429}
SIGN_IN = "/sign-in?next="


def routes(resolver=None, namespace=""):
    """(name, pattern) of every URL that has a view of ours."""
    for entry in (resolver or get_resolver()).url_patterns:
        inner = f"{namespace}{entry.namespace}:" if getattr(entry, "namespace", None) else namespace
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", entry
        else:
            yield from routes(entry, inner)


ROUTES = sorted(routes(), key=lambda pair: pair[0])


def url_of(name, entry, world) -> str:
    """The address of the example; raises KeyError for arguments without an example."""
    if not entry.pattern.converters:
        return reverse(name)
    return reverse(name, kwargs=EXAMPLES[name](world))


def test_every_url_has_a_name_and_a_rule():
    assert [str(entry.pattern) for _name, entry in ROUTES if not entry.name] == []
    assert [name for name, entry in ROUTES if not hasattr(entry.callback, "rule")] == []


def test_every_url_with_arguments_has_an_example():
    """A new URL: add its line to EXAMPLES in plaza/tests/examples.py."""
    with_arguments = {name for name, entry in ROUTES if entry.pattern.converters}
    assert with_arguments - EXAMPLES.keys() == set()
    assert EXAMPLES.keys() - with_arguments == set()


def test_every_permission_asked_for_is_given_to_somebody():
    from plaza.roles import PERMISSIONS

    given = set().union(*PERMISSIONS.values())
    asked = {name for _name, entry in ROUTES for name in entry.callback.rule.permissions}
    assert asked - given == set()


@pytest.mark.parametrize("method", ["get", "head", "options", "post", "put", "delete"])
def test_a_stranger_is_sent_to_the_sign_in_page_from_all_that_is_not_public(client, world, method):
    wrong = []
    for name, entry in ROUTES:
        response = getattr(client, method)(url_of(name, entry, world))
        sent_away = response.status_code == 302 and response["Location"].startswith(SIGN_IN)
        public = entry.callback.rule.kind == "public"
        broken = response.status_code >= 500 or (public and method in ("put", "delete") and response.status_code == 200)
        if sent_away is public or broken or (public and response.status_code == 403 and name not in RELATIONS):
            wrong.append((name, response.status_code))
    assert wrong == []


@pytest.mark.parametrize("role", PEOPLE)
def test_each_role_gets_what_the_rule_says(as_, world, role):
    person = getattr(world.cast, role)
    client, wrong = as_(person), []
    client.raise_request_exception = False
    for name, entry in ROUTES:
        status = client.get(url_of(name, entry, world)).status_code
        allowed = entry.callback.rule.allows(person)
        expected = ANSWERED | ({403} if name in RELATIONS else set()) if allowed else {403}
        if status not in expected:
            wrong.append((name, status, "allowed" if allowed else "refused"))
    assert wrong == []


@pytest.mark.parametrize("role", PEOPLE)
def test_no_form_reaches_its_action_without_the_permission(as_, world, role):
    person = getattr(world.cast, role)
    client, wrong = as_(person), []
    for name, entry in ROUTES:
        if entry.callback.rule.allows(person):
            continue
        status = client.post(url_of(name, entry, world), {}).status_code
        if status != 403:
            wrong.append((name, status))
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("role", PEOPLE)
def test_no_other_method_opens_a_page_that_get_refuses_nor_refuses_one_that_it_opens(as_, world, role):
    client, wrong = as_(getattr(world.cast, role)), []
    for name, entry in ROUTES:
        url = url_of(name, entry, world)
        seen = client.get(url).status_code
        for method in ("head", "options", "put"):
            answer = client.generic(method.upper(), url)
            expected = 405 if seen == 200 and method not in ("head", "options") else seen
            told = method == "options" and seen == 200 and answer.content
            if answer.status_code != expected or told:
                wrong.append((name, method, answer.status_code, expected))
        if seen in (403, 404) and (status := client.post(url, {}).status_code) != seen:
            wrong.append((name, "post", status, seen))
    assert wrong == []


@pytest.mark.parametrize("method", ["head", "options", "put"])
def test_the_form_of_a_step_that_is_not_theirs_is_refused_by_every_method(as_, world, method):
    """The table of the steps is asked, not only the rule of the URL."""
    url = reverse("followup:act", kwargs={"number": world.case.number, "name": "progress"})
    for person, seen in ((world.cast.handler, 200), (world.cast.leader, 403), (world.cast.outsider, 404)):
        client = as_(person)
        assert client.get(url).status_code == seen, person
        assert getattr(client, method)(url).status_code == (405 if (method, seen) == ("put", 200) else seen), person


def test_a_case_of_another_unit_is_not_found_under_any_of_its_urls(as_, world):
    """Not 403, which would tell that it exists."""
    client, wrong = as_(world.cast.outsider), []
    for name, entry in ROUTES:
        rule = entry.callback.rule
        if "number" in entry.pattern.converters and rule.kind != "public" and rule.allows(world.cast.outsider):
            status = client.get(url_of(name, entry, world)).status_code
            if status not in (404, 405):
                wrong.append((name, status))
    assert wrong == []


def test_an_event_without_a_duty_is_not_found_under_any_of_its_urls(as_, world):
    from events.models import Duty, Task

    Duty.objects.all().delete()
    Task.objects.all().delete()
    person, wrong = world.cast.recorder, []
    for name, entry in ROUTES:
        rule = entry.callback.rule
        if (
            name.startswith(("events:", "petitions:"))
            and entry.pattern.converters
            and rule.kind != "public"
            and rule.allows(person)
        ):
            status = as_(person).get(url_of(name, entry, world) if "task" not in name else "/events/0").status_code
            if status not in (403, 404, 405):
                wrong.append((name, status))
    assert wrong == []


def test_every_role_is_walked(cast):
    walked = set().union(*(getattr(cast, name).roles for name in PEOPLE))
    assert set(Role.values) - walked <= {"adviser"}


def test_a_post_to_a_page_that_takes_none_tells_no_more_than_get(as_, world):
    """405 would tell that the row exists."""
    number = world.case.number
    answers = {
        who: as_(getattr(world.cast, who)).post(f"/cases/{number}").status_code for who in ("outsider", "handler")
    }
    assert answers == {"outsider": 404, "handler": 405}
