"""What every form of Plaza has: the version it was shown with, or the key that makes it save once."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from plaza.core import submission


def capitalised(choices) -> list[tuple[str, str]]:
    """The options of a select, each beginning like a sentence."""
    return [(value, capfirst(label)) for value, label in choices]


class ActForm(forms.Form):
    """Base of the forms of `act()`: knows the object and the person, carries the version."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, files=None, *, obj, user, **kwargs):
        self.obj, self.user = obj, user
        super().__init__(data, files, initial={"version": obj.version, **kwargs.pop("initial", {})}, **kwargs)


class NoteForm(ActForm):
    """A transition that needs nothing but an optional note."""

    note = forms.CharField(label=_("Note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class KeyedForm(forms.Form):
    """Base of creating forms: `key` is made when the form is opened."""

    key = forms.CharField(max_length=64, min_length=16, widget=forms.HiddenInput)

    def __init__(self, data=None, files=None, **kwargs):
        initial = {"key": submission.new_key(), **kwargs.pop("initial", {})}
        super().__init__(data, files, initial=initial, **kwargs)
