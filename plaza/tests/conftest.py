import pytest

from plaza.tests import examples


@pytest.fixture
def world(event, cast, on_the_day):
    """The small office of examples.py, at the hour of the test day."""
    return examples.world(event, cast, on_the_day)
