"""A corrected registration sets its case out anew, as long as nobody has worked on it."""

import pytest

from followup import actions
from followup.tests import factory
from petitions import actions as day
from petitions.models import Petition
from plaza.core.errors import Conflict, NotPossible

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


def test_a_page_shown_before_the_correction_signs_for_nobody(case, cast, now, office):
    """The unit on that page is another one now."""
    shown = factory.fresh(case.pk)
    assert correct(case, cast, now, unit=office.rs).lead_unit == office.rs
    assert correct(case, cast, now, unit=office.zj).lead_unit == office.zj
    with pytest.raises(Conflict):
        actions.sign(shown, by=cast.handler, at=now)
    assert factory.fresh(case.pk).status == "assigned"


def test_a_step_after_a_correction_counts_as_work(case, cast, now, office):
    actions.sign(correct(case, cast, now, unit=office.rs), by=cast.outsider, at=now)
    with pytest.raises(NotPossible):
        correct(case, cast, now, unit=office.zj)
    assert factory.fresh(case.pk).lead_unit == office.rs
