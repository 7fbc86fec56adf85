"""The cast and the world of the tests: a small office, one open reception day, one person per role."""

import pytest
from django.utils import translation

from plaza.core import calendar, chain, offices
from plaza.tests import layers
from plaza.tests.layers import NOW

pytest_plugins = ["plaza.tests.acceptance"]


def pytest_addoption(parser):
    parser.addoption("--write-rights", action="store_true", help="write docs/rights.tsv instead of comparing it")


@pytest.fixture(autouse=True)
def _fresh_office(monkeypatch):
    """Settings and calendar are read once a test, so that statement counts do not hang on the clock; the language
    of the test before is forgotten."""
    translation.deactivate()
    monkeypatch.setattr(offices, "SECONDS_KEPT", float("inf"))
    monkeypatch.setattr(calendar, "SECONDS_KEPT", float("inf"))
    offices.forget()
    calendar.forget()
    chain.mark_file().unlink(missing_ok=True)  # of a record that was rolled back
    yield
    offices.forget()
    calendar.forget()


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def lent(db, request):
    """The layers that a test asks for, see plaza.tests.layers."""
    return layers.lend(request.fixturenames)


@pytest.fixture(autouse=True)
def _first_of_all(request):
    """The rows of the layers have the first keys of their tables."""
    if "lent" in request.fixturenames:
        request.getfixturevalue("lent")


@pytest.fixture
def office(lent):
    return lent.office


@pytest.fixture
def cast(lent):
    return lent.cast


@pytest.fixture
def event(lent):
    return lent.event


@pytest.fixture
def the_case(lent):
    return lent.the_case


@pytest.fixture
def the_world(lent):
    return lent.the_world


@pytest.fixture
def as_(client):
    """as_(person) is a browser in which that person is signed in."""

    def sign_in(person):
        client.force_login(person, backend="plaza.roles.RoleBackend")
        return client

    return sign_in


@pytest.fixture
def on_the_day():
    """The clock stands at the test day, 10:30 in the office's time zone."""
    import time_machine

    with time_machine.travel(NOW, tick=False):
        yield NOW


@pytest.fixture
def english(office):
    """The pages speak English, whoever looks; so does what is refused below them."""
    office.default_language = "en"
    office.save(update_fields=["default_language"])
    with translation.override("en"):
        yield
