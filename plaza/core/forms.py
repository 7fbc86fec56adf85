"""What every form of Plaza has: the version of the row it was shown with, or the key that makes it save once."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from plaza.core import submission

LARGEST = 2**31 - 1  # of a version, in every database


def capitalised(choices) -> list[tuple[str, str]]:
    """The options of a select, each beginning like a sentence."""
    return [(value, capfirst(label)) for value, label in choices]


class LaidOut:
    """A form that `{% crispy form %}` draws, by the template pack templates/plaza."""

    layout: Layout | None = None  # beside the fields, when they are grouped; else one under the other

    @property
    def helper(self) -> FormHelper:
        """How `{% crispy form %}` lays the fields out. What is hidden comes along by itself."""
        helper = FormHelper()
        helper.form_tag, helper.disable_csrf, helper.render_hidden_fields = False, True, True
        # One layout around the other: crispy takes an empty one for none and draws not even what is hidden.
        helper.layout = Layout(self.layout or Layout(*(field.name for field in self.visible_fields())))
        return helper


class Values(LaidOut):
    """A form as `take()` wants it: what the action gets, and what stands now when somebody else was quicker."""

    standing: dict[str, str] = {}

    def values(self) -> dict:
        """The arguments of the action."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def stand(self, current) -> None:
        """Go on from `current`: take over its version, and keep in `standing` what differs, in words."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(current.version)
        self.standing = {}
        for name, value in self.standing_values(current).items():
            if name in self.fields and value != self.cleaned_data.get(name):
                self.standing[name] = self._words(name, value)

    def standing_values(self, current) -> dict:
        """What stands now in the fields of this form, where the row has fields of the same name."""
        names = {field.name for field in current._meta.concrete_fields} - {"version"}
        return {name: getattr(current, name) for name in self.fields if name in names}

    def _words(self, name: str, value) -> str:
        if value in (None, "", []):
            return _("nothing")
        if isinstance(value, list):
            return _(", ").join(self._words(name, one) for one in value)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        choices = getattr(self.fields[name], "choices", None)
        if choices is not None and not isinstance(self.fields[name], forms.ModelChoiceField):
            return str(dict(choices).get(value, value))
        return str(value)


def version_field(**more) -> forms.IntegerField:
    return forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST, **more)


def key_field() -> forms.CharField:
    """The key of a creating form, made when the form is opened."""
    return forms.CharField(max_length=64, min_length=16, widget=forms.HiddenInput, initial=submission.new_key)


class ActForm(Values, forms.Form):
    """Base of the forms about one row: knows the object and the person, carries the version."""

    version = version_field()

    def __init__(self, data=None, files=None, *, obj, user, **kwargs):
        self.obj, self.user = obj, user
        super().__init__(data, files, initial={"version": obj.version, **kwargs.pop("initial", {})}, **kwargs)

    def clean_version(self):
        """The action compares what the page was shown with, not what was loaded to bind the form."""
        self.obj.version = self.cleaned_data["version"]
        return self.obj.version


class NoteForm(ActForm):
    """A transition that needs nothing but an optional note."""

    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class KeyedForm(Values, forms.Form):
    """Base of creating forms."""

    key = key_field()


# Why somebody looks at what is hidden: the words of the record.
PURPOSES = {
    "contact": gettext_lazy("to contact the petitioner"),
    "verify": gettext_lazy("to check the identity"),
    "correct": gettext_lazy("to correct the record"),
    "desk": gettext_lazy("the petitioner came to another desk"),
    "search": gettext_lazy("to find a matter by phone or ID number"),
    "paper": gettext_lazy("to print a paper again"),
    "other": gettext_lazy("for another reason"),
}


class PurposeForm(Values, forms.Form):
    """Why somebody looks at what is hidden; the look is logged with it."""

    asked = ("contact", "verify", "correct", "other")
    purpose = forms.ChoiceField(label=pgettext_lazy("of a look", "Purpose"), widget=forms.RadioSelect, choices=[])
    reason = forms.CharField(max_length=100, required=False, label=gettext_lazy("Which reason"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = capitalised((word, PURPOSES[word]) for word in self.asked)

    def clean(self):
        data = super().clean()
        if data.get("purpose") == "other" and not data.get("reason"):
            self.add_error("reason", _("Say which reason."))
        return data

    def values(self) -> dict:
        """The word, or the word, a colon and the person's own reason."""
        return {"purpose": f"{self.cleaned_data['purpose']}: {self.cleaned_data['reason']}".rstrip(": ")}
