import pytest

from plaza.core.access import Rule

pytestmark = pytest.mark.django_db


def test_any_permission_of_several_is_enough(cast):
    rule = Rule("permission", ("petitions.register", "core.administer"))
    assert [rule.allows(user) for user in (cast.recorder, cast.admin, cast.handler)] == [True, True, False]
