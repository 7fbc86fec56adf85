"""A list offers a step only where the page of the step opens: for every role, status and kind of matter."""

import pytest
from django.urls import reverse

from followup import queries
from followup.models import Case
from followup.tests import factory
from followup.workflow import Status

pytestmark = pytest.mark.django_db
PEOPLE = ["organizer", "handler", "head", "outsider", "supervisor", "leader"]


@pytest.mark.parametrize("person", PEOPLE)
def test_what_the_list_offers_the_page_takes(as_, event, cast, office, now, person):
    user = getattr(cast, person)
    common = {"by": cast.recorder, "at": now}
    made = [
        factory.case(event, unit=office.zj, **common),
        factory.case(event, unit=office.zj, confidential=True, **common),
        factory.case(event, unit=office.zf, **common),  # a unit where nobody signs in
        factory.case(event, **common),
    ]
    assisted = factory.case(event, unit=office.rs, **common)
    assisted.units.create(unit=office.zj, role="assisting", since=now)
    browser, wrong, offered = as_(user), [], 0
    for status in Status.values:
        Case.objects.filter(pk__in=[case.pk for case in (*made, assisted)]).update(status=status)
        for case in queries.with_rows(queries.cases_for(user)):
            for step in filter(None, (queries.row(case, user, now.date())["next"], queries.step_to_tell(case, user))):
                offered += 1
                answer = browser.get(reverse("followup:act", args=[case.number, step.name]))
                if answer.status_code != 200:
                    wrong.append((status, case.number, step.name, answer.status_code))
    assert wrong == []
    assert offered or person in ("leader", "supervisor")
