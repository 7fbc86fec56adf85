"""A corrected registration sets its case out anew, as long as nobody has worked on it."""

import pytest

from followup import actions
from followup.tests import factory
from petitions import actions as day
from petitions.models import Petition
from plaza.core.errors import NotPossible

pytestmark = pytest.mark.django_db


def correct(case, cast, now, **values):
    petition = Petition.objects.select_related("petitioner", "visit", "event", "desk", "category").get(pk=case.pk)
    day.correct(petition, by=cast.recorder, at=now, **values)
    return factory.fresh(case.pk)


def test_another_unit_gets_the_case_before_anybody_has_worked_on_it(case, cast, now, office):
    assert correct(case, cast, now, unit=office.rs).lead_unit == office.rs


def test_after_the_first_step_of_the_unit_it_stays_where_it_is(case, cast, now, office):
    actions.sign(case, by=cast.handler, at=now)
    with pytest.raises(NotPossible):
        correct(case, cast, now, unit=office.rs)
    assert factory.fresh(case.pk).lead_unit == office.zj
    assert Petition.objects.get(pk=case.pk).unit == office.zj
    assert correct(case, cast, now, place="东溪街道").petition.place == "东溪街道"
