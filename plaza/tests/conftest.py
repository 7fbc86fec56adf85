import pytest


@pytest.fixture
def world(the_world, on_the_day):
    """The small office of examples.py, at the hour of the test day."""
    return the_world
