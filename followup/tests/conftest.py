import pytest


@pytest.fixture
def case(the_case):
    """A matter assigned to 县住建局 today."""
    return the_case
