import pytest
from django.utils import translation


@pytest.fixture
def case(the_case):
    """A matter assigned to 县住建局 today."""
    return the_case


@pytest.fixture
def english(office):
    """The pages speak English, whoever looks; so does what is refused below them."""
    office.default_language = "en"
    office.save(update_fields=["default_language"])
    with translation.override("en"):
        yield
