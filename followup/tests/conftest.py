import pytest
from django.utils import translation

from followup.tests import factory


@pytest.fixture
def case(event, cast, now):
    """A matter assigned to 县住建局 today."""
    return factory.case(event, by=cast.recorder, at=now, unit=event.desk1.unit)


@pytest.fixture
def english(office):
    """The pages speak English, whoever looks; so does what is refused below them."""
    office.default_language = "en"
    office.save(update_fields=["default_language"])
    with translation.override("en"):
        yield
