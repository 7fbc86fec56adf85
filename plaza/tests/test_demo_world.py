"""The demo: counts as published, made by actions; copies of it look like what actions make."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db.models import Count, Sum
from django.forms.models import model_to_dict
from django.test import override_settings
from django.utils import timezone

from followup import search_rows
from followup.models import CallBack, Case, CaseUnit, Clock, Objection, Progress, Rating, Reply
from petitions.models import Petition, SealedStub, Visit
from plaza import demo
from plaza.core import audit, chain, masking
from plaza.core.models import AuditEntry, SearchRow
from plaza.demo import bulk, own
from plaza.tests import layers
from plaza.tests.test_words_of_the_record import unspoken

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo county, made once; what its making said."""
    said = []
    with (
        django_db_blocker.unblock(),
        override_settings(DEMO=True, DATA=tmp_path_factory.mktemp("demo")),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(own, "NAMED", "")  # the database of the tests has a name of its own
        demo.build(say=said.append)
        yield said
        demo.remove()
    layers.forget()


@pytest.fixture
def world(made, db):
    return made


def test_the_world_has_the_published_counts_and_an_untouched_record(world):
    outcomes = dict(Petition.objects.values_list("outcome").annotate(n=Count("pk")).order_by())
    assert outcomes == {"settled": 31, "answered": 22, "guided": 9, "assigned": 58}
    assert Visit.objects.aggregate(n=Count("pk"), people=Sum("people")) == {"n": 120, "people": 168}
    matters = Visit.objects.annotate(n=Count("petitions")).values_list("n", flat=True)
    assert sorted(set(matters)) == [0, 1, 2] and list(matters).count(0) == 1 == list(matters).count(2)
    assert SealedStub.objects.count() == 1
    assert chain.verify(at=timezone.now()) == []


def test_its_record_has_words_and_names_every_row_of_a_story(world):
    entries = list(AuditEntry.objects.all())
    assert unspoken(entries) == set()
    kept = {key for entry in entries for key in audit.written(entry)}
    for model in (Progress, Objection, Reply, Rating, CallBack):
        keys = {(model._meta.label_lower, pk) for pk in model.objects.values_list("pk", flat=True)}
        assert keys and keys <= kept


def test_it_is_not_made_outside_the_demo(settings):
    settings.DEMO = False
    with pytest.raises(RuntimeError):
        demo.build()
    with pytest.raises(RuntimeError):
        demo.remove()


def test_its_making_is_told_step_by_step_and_not_again_when_it_is_there(world, capsys):
    heading, *steps = world
    assert heading.startswith("Making the demo county")
    assert [step.split()[:3] for step in steps] == [[str(number), "of", "6"] for number in range(1, 7)]
    call_command("plaza", "demo", "--size", "150")
    assert Case.objects.count() == 150
    assert capsys.readouterr().out.startswith("Demo: 150 cases.")


def told(case) -> dict:
    """All that a case holds, but for its number and its dates."""
    own = {"number", "petition"} | set(bulk.DATED[Case])
    return {name: value for name, value in model_to_dict(case).items() if name not in own}


def test_a_copied_case_is_like_the_one_made_by_actions(world):
    before = Case.objects.count()
    assert bulk.copy_cases(before + 40) == 40
    last = Case.objects.order_by("pk")[before - 1].pk
    for copied in Case.objects.filter(pk__gt=last).select_related("petition__petitioner"):
        originals = Case.objects.filter(pk__lte=last, petition__content=copied.petition.content)
        assert told(copied) in [told(row) for row in originals]
        if copied.petition.petitioner:
            assert masking.open_sealed(copied.petition.petitioner, "phone").startswith("1380000") or (
                copied.petition.petitioner.anonymous
            )
        assert SearchRow.objects.filter(kind=search_rows.KIND, object_id=copied.pk).count() == 1


def test_copies_carry_units_clocks_and_replies_shifted_together(world):
    original = Case.objects.filter(status="replied").first()
    pattern = bulk._Pattern(Case.objects.select_related("petition__visit", "petition__petitioner").get(pk=original.pk))
    bulk._insert([(pattern, timedelta(days=100))], {})
    copied = Case.objects.order_by("-pk").first()
    for model in (CaseUnit, Clock, Progress, Reply):
        assert model.objects.filter(case=copied).count() == model.objects.filter(case=original).count()
    assert original.registered_on - copied.registered_on == timedelta(days=100)
    assert original.answered_on - copied.answered_on == timedelta(days=100)
    assert [row.due_on for row in copied.clocks.order_by("rule")] == [
        row.due_on - timedelta(days=100) for row in original.clocks.order_by("rule")
    ]
