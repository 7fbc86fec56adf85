"""The cast and the world of the tests: made once per test by the fixtures below."""

import pytest

from plaza.core import offices


@pytest.fixture(autouse=True)
def _fresh_office():
    offices.forget()
    yield
    offices.forget()
