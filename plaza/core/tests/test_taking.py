"""From a form to an action: what a person is told who came too late."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from plaza.core.errors import Conflict
from plaza.core.forms import ActForm
from plaza.core.models import Unit
from plaza.core.views.take import outdated

pytestmark = pytest.mark.django_db


class UnitForm(ActForm):
    name = forms.CharField()
    paper = forms.FileField(required=False)


@pytest.fixture
def late(office, cast):
    """late(files) is the form of a person who was too late, as it comes back."""

    def sent(files=None):
        form = UnitForm({"version": "1", "name": "县住建局"}, files, obj=office.zj, user=cast.admin)
        assert form.is_valid()
        with translation.override("en"):
            outdated(form, Conflict(Unit(pk=office.zj.pk, name="县城建局", version=2)))
            return form

    return sent


def test_the_form_goes_on_from_the_version_that_stands_now(late):
    form = late()
    assert (form["version"].value(), form["name"].value(), form.standing) == ("2", "县住建局", {"name": "县城建局"})


def test_a_file_has_to_be_chosen_again_and_only_a_file_that_was_sent(late):
    said = [str(late(files).non_field_errors()) for files in (None, {"paper": SimpleUploadedFile("a.txt", b"a")})]
    assert ["Choose the file again." in words for words in said] == [False, True]
