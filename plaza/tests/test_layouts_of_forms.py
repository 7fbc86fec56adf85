"""The layout of a form stands beside its fields and forgets none of them."""

import re

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm

from events.forms.lines import KeyForm, LineForm
from followup.forms import ProgressForm
from followup.views.public import RatingForm
from plaza import urls  # noqa: F401  every form is known once every view is
from plaza.core.forms import LaidOut

OURS = ("plaza", "events", "petitions", "followup", "evaluation")
# Markup by hand, deliberately: the sign-in page, and the tables of the plan (see events.forms.lines).
BY_HAND = (AuthenticationForm, LineForm, KeyForm)


def kinds(base):
    for kind in base.__subclasses__():
        if kind.__module__.split(".")[0] in OURS and ".tests." not in kind.__module__:
            yield kind
        yield from kinds(kind)


FORMS = sorted({*kinds(forms.BaseForm)}, key=lambda kind: (kind.__module__, kind.__name__))
LAID_OUT = [kind for kind in FORMS if issubclass(kind, LaidOut)]


def bare(kind, *, without=()):
    """A form with all the fields of its class, whoever fills it and whatever it is about."""
    form = kind.__new__(kind)
    forms.BaseForm.__init__(form)
    for name in without:
        del form.fields[name]
    for field in form.fields.values():
        if isinstance(field, forms.ChoiceField) and not field.choices:
            field.choices = [("one", "one")]
    return form


def drawn(form):
    """The names of the fields in the order in which they are drawn; the options of one are one."""
    marks = re.findall(r'id="div_id_(\w+)"|\bname="(\w+)"', render_crispy_form(form))
    names = [of_frame or of_control for of_frame, of_control in marks]
    return [name for before, name in zip(["", *names], names, strict=False) if name != before]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", LAID_OUT, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_each_field_is_drawn_once_and_the_hidden_ones_come_along(kind):
    form = bare(kind)
    assert sorted(drawn(form)) == sorted(form.fields)


@pytest.mark.parametrize("kind, name", [(ProgressForm, "channel"), (RatingForm, "keyed")])
def test_a_layout_does_without_a_field_that_the_person_has_not(kind, name):
    form = bare(kind, without=[name])
    assert sorted(drawn(form)) == sorted(form.fields) and name not in form.fields


def test_every_form_is_laid_out_or_by_hand_on_purpose():
    """crispy draws nothing, and says nothing, for a form without a helper."""
    mixins = {base for kind in LAID_OUT for base in kind.__mro__}
    assert [kind for kind in FORMS if not issubclass(kind, (LaidOut, *BY_HAND)) and kind not in mixins] == []


def test_no_page_leaves_a_form_to_django():
    drawn_by_django = re.compile(r"{{ (\w+\.)*(?!management_)\w*form(\.as_\w+)? }}")
    templates = (settings.BASE_DIR / "templates").rglob("*.html")
    assert [path.name for path in templates if drawn_by_django.search(path.read_text())] == []
