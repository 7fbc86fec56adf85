"""The forms of the day. They check shape; whether it may stand is the action's business.

The desk's markup is by hand, deliberately: one page without scrolling, keys for every field, parts that come and go
with the nature and the outcome. A layout of crispy would hide just what has to be seen there."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Desk
from petitions.actions import promise_date
from petitions.actions.correcting import TAKEN_OVER
from petitions.models import REPRESENTATIVES, Petition
from petitions.workflow import Nature, Outcome, Purpose, Route
from plaza.core import identity, masks, phones
from plaza.core.forms import ActForm, KeyedForm, PurposeForm, Values, capitalised
from plaza.core.models import Category, Unit

# All that may arrive when the nature is an accusation: the rest is dropped before it is looked at.
KEPT_OF_AN_ACCUSATION = {
    "key",
    "nature",
    "envelope",
    "organ",
    "people",
    "ticket",
    "visit",
    "desk",
    "registered_at",
    "version",
    "reason",
    "csrfmiddlewaretoken",
}


def given_back(sent) -> set[str] | None:
    """What a page of refusal may show again of a form that was sent: of an accusation no word."""
    return KEPT_OF_AN_ACCUSATION if sent.get("nature") == Nature.ACCUSATION else None


class MatterFields(Values, forms.Form):
    """What is asked about one matter and who brings it. Nature first; nothing is required before it is known."""

    nature = forms.ChoiceField(
        label=gettext_lazy("Nature"),
        choices=[],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the nature first.")},
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=30, required=False)
    anonymous = forms.BooleanField(label=gettext_lazy("anonymous"), required=False)
    phone = forms.CharField(
        label=gettext_lazy("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    no_phone = forms.BooleanField(label=gettext_lazy("no phone"), required=False)
    people = forms.IntegerField(label=gettext_lazy("People"), min_value=1, max_value=999, initial=1, required=False)
    representatives = forms.CharField(
        label=gettext_lazy("Representatives, at most five"), max_length=200, required=False
    )
    category = forms.ModelChoiceField(
        label=gettext_lazy("Category"),
        queryset=Category.objects.none(),
        required=False,
        widget=forms.RadioSelect,
        empty_label=None,
    )
    content = forms.CharField(
        label=gettext_lazy("Facts and demand"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), choices=[], required=False, widget=forms.RadioSelect)
    answer = forms.CharField(
        label=gettext_lazy("Answer or explanation given"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 1}),
    )
    confirmed = forms.BooleanField(label=gettext_lazy("The petitioner confirms that it is settled"), required=False)
    consultation = forms.BooleanField(label=gettext_lazy("needs joint consultation"), required=False)
    promise_on = forms.DateField(
        label=gettext_lazy("Another date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    linked = forms.BooleanField(label=gettext_lazy("belongs to the last of them"), required=False)
    purpose = forms.ChoiceField(label=gettext_lazy("Purpose"), choices=[], required=False)
    route = forms.ChoiceField(label=gettext_lazy("Route"), choices=[], required=False)
    unit = forms.ModelChoiceField(
        label=gettext_lazy("Responsible unit"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=gettext_lazy("by the category"),
    )
    complained_unit = forms.ModelChoiceField(
        label=gettext_lazy("Unit complained of"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=gettext_lazy("none"),
    )
    confidential = forms.BooleanField(label=gettext_lazy("keep the petitioner's identity confidential"), required=False)
    place = forms.CharField(label=gettext_lazy("Place it happened"), max_length=60, required=False)
    district = forms.CharField(label=gettext_lazy("Street or town"), max_length=30, required=False)
    address = forms.CharField(label=gettext_lazy("Address"), max_length=120, required=False)
    idno = forms.CharField(label=gettext_lazy("ID number, only if needed"), max_length=30, required=False)
    leader = forms.CharField(label=gettext_lazy("Receiving leader"), max_length=40, required=False)
    envelope = forms.CharField(label=gettext_lazy("Number of the envelope"), max_length=20, required=False)
    organ = forms.CharField(label=gettext_lazy("Receiving organ"), max_length=60, required=False)

    def __init__(self, data=None, files=None, **kwargs):
        if data is not None and data.get("nature") == Nature.ACCUSATION:
            data = data.copy()
            for name in set(data) - KEPT_OF_AN_ACCUSATION:
                del data[name]
        super().__init__(data, files, **kwargs)
        fields = self.fields
        fields["nature"].choices = capitalised(Nature.choices)
        fields["outcome"].choices = capitalised(Outcome.choices)
        fields["purpose"].choices = [("", _("by the nature")), *capitalised(Purpose.choices)]
        fields["route"].choices = [("", _("by the category")), *capitalised(Route.choices)]
        categories = Category.objects.filter(active=True)
        fields["category"].queryset = categories
        units = Unit.objects.filter(active=True)
        fields["unit"].queryset = fields["complained_unit"].queryset = units
        for field in fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")

    @property
    def accusation(self) -> bool:
        return self.cleaned_data.get("nature") == Nature.ACCUSATION

    def clean_phone(self):
        return phones.clean(self.cleaned_data["phone"])

    def clean_idno(self):
        return identity.clean(self.cleaned_data["idno"], today=timezone.localdate())

    def clean_representatives(self):
        names = [name for name in re.split(r"[、,，;；\s]+", self.cleaned_data["representatives"]) if name]
        if len(names) > REPRESENTATIVES:
            raise ValidationError(_("At most five representatives are received (Art. 20)."))
        if any(len(name) > 30 for name in names):
            raise ValidationError(_("A name has at most 30 signs. Put a comma between two names."))
        return names

    def clean_people(self):
        return self.cleaned_data["people"] or 1

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if name and not any(sign.isalpha() for sign in name):
            raise ValidationError(_("This is not a name."))
        return name

    def clean(self):
        given = self.cleaned_data
        if not given.get("nature") or self.accusation:
            return given
        if given.get("content") is not None and 0 < len(given["content"].strip()) < 5:
            self.add_error("content", _("Say in at least five signs what it is about."))
        return given

    def values(self) -> dict:
        """What the action takes, under its own names."""
        given = super().values()
        for name in ("no_phone", "ticket", "visit", "reason"):
            given.pop(name, None)
        return given


class RegisterForm(MatterFields, KeyedForm):
    """The desk's form. For a second matter of one `visit` the person is not asked again, once somebody is known."""

    ticket = forms.IntegerField(required=False, widget=forms.HiddenInput)
    visit = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, files=None, *, visit=None, **kwargs):
        super().__init__(data, files, **kwargs)
        self.person_known = bool(visit and visit.petitioners.filter(main=True).exists())
        if self.person_known:
            for name in (
                "name",
                "anonymous",
                "phone",
                "no_phone",
                "people",
                "representatives",
                "leader",
                "idno",
                "address",
                "district",
                "linked",
            ):
                del self.fields[name]

    def clean(self):
        given = super().clean()
        if not given.get("nature") or self.accusation or self.person_known:
            return given
        if not given.get("anonymous") and not given.get("name") and "name" not in self.errors:
            self.add_error("name", _("Enter the name, or choose anonymous."))
        asked = not given.get("no_phone") and not given.get("anonymous")
        if asked and not given.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Enter the phone, or choose “no phone”."))
        return given


class LateForm(RegisterForm):
    """From paper, with the true time and the desk it was written at."""

    desk = forms.ModelChoiceField(
        label=gettext_lazy("Desk"), queryset=Desk.objects.none(), widget=forms.Select, empty_label=None
    )
    registered_at = forms.DateTimeField(
        label=gettext_lazy("Time on the paper"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, data=None, files=None, *, desks, **kwargs):
        super().__init__(data, files, **kwargs)
        self.fields["desk"].queryset = desks
        self.fields["desk"].label_from_instance = lambda desk: f"{desk.number} {desk.unit}"


class CorrectForm(MatterFields, ActForm):
    """What was registered, to be changed. Sealed fields, later the name too, are empty: that leaves them."""

    reason = forms.CharField(label=gettext_lazy("Why it is corrected"), max_length=120, required=False)

    def __init__(self, data=None, files=None, *, obj, user, free, **kwargs):
        self.free = free
        super().__init__(data, files, obj=obj, user=user, initial=self._standing(obj), **kwargs)
        for name in ("linked", "representatives", "leader", *(() if free else TAKEN_OVER)):
            del self.fields[name]
        if free:
            del self.fields["reason"]
        if obj.confidential:  # given up elsewhere, by the petition office
            del self.fields["confidential"]
        if obj.petitioner is None:
            for name in ("name", "anonymous", "phone", "no_phone", "idno", "address", "district"):
                del self.fields[name]
        else:
            self.fields["phone"].widget.attrs["placeholder"] = obj.petitioner.phone_mask
            self.fields["idno"].widget.attrs["placeholder"] = obj.petitioner.idno_mask
            if not free:
                self.fields["name"].widget.attrs["placeholder"] = masks.name(obj.petitioner.name)

    def _standing(self, petition) -> dict:
        own = (
            "nature",
            "category",
            "content",
            "outcome",
            "answer",
            "confirmed",
            "consultation",
            "purpose",
            "route",
            "complained_unit",
            "confidential",
            "place",
        )
        values = {name: getattr(petition, name) for name in own}
        values |= {"people": petition.visit.people}
        if petition.petitioner:
            shown = ("name", "anonymous", "district") if self.free else ("anonymous", "district")
            values |= {name: getattr(petition.petitioner, name) for name in shown}
            values["no_phone"] = not petition.petitioner.phone_mask
        if petition.unit_id and petition.category.unit_id != petition.unit_id:
            values["unit"] = petition.unit
        usual = promise_date(petition.category, petition.route, petition.registered_at)[0].due_on
        if petition.promise_on and petition.promise_on != usual:
            values["promise_on"] = petition.promise_on
        return values

    def stand(self, current) -> None:
        """Go on from the petition as it is now, also when the ledger could not follow: `current` is its case then."""
        super().stand(Petition.objects.get(pk=self.obj.pk))

    def standing_values(self, current) -> dict:
        return self._standing(current)

    def values(self) -> dict:
        given = super().values()
        no_phone = self.cleaned_data.get("no_phone")
        kept = ("phone", "idno", "address") if self.free else ("name", "phone", "idno", "address")
        for name in kept:
            if name in given and not given[name] and not (name == "phone" and no_phone):
                given.pop(name)
        if self.accusation:
            return {name: given[name] for name in ("nature", "envelope", "organ")} | {"reason": self._reason()}
        given.pop("envelope"), given.pop("organ")
        return given | {"reason": self._reason()}

    def _reason(self):
        return self.cleaned_data.get("reason", "")


class OpenForm(PurposeForm):
    """Why a matter of another desk is opened."""

    asked = ("desk", "verify", "correct", "other")


class DiscloseForm(ActForm):
    """How the petitioner said that confidentiality is given up."""

    wish = forms.ChoiceField(label=gettext_lazy("How did the petitioner say so?"), choices=[], widget=forms.RadioSelect)

    def __init__(self, data=None, files=None, **kwargs):
        super().__init__(data, files, **kwargs)
        self.fields["wish"].choices = [
            ("writing", _("in writing; the paper is in the file")),
            ("person", _("in person, after the identity was checked")),
        ]


class IssueForm(KeyedForm):
    priority = forms.BooleanField(required=False)


class TicketForm(ActForm):
    """A step of a ticket that needs nothing but the press."""


class OnlyAskedForm(ActForm):
    people = forms.IntegerField(label=gettext_lazy("People"), min_value=1, max_value=999, initial=1)


class TransferForm(ActForm):
    desk = forms.ModelChoiceField(label=gettext_lazy("To desk"), queryset=Desk.objects.none(), empty_label=None)

    def __init__(self, data=None, files=None, *, obj, user, **kwargs):
        super().__init__(data, files, obj=obj, user=user, **kwargs)
        others = Desk.objects.filter(event=obj.event_id, removed_at=None).exclude(pk=obj.desk_id)
        self.fields["desk"].queryset = others.select_related("unit")
        self.fields["desk"].label_from_instance = lambda desk: f"{desk.number} {desk.unit}"


class ReprintForm(ActForm):
    """How the person's identity was checked before a paper with the code is printed again."""

    checked = forms.ChoiceField(
        label=gettext_lazy("How was the identity checked?"), choices=[], widget=forms.RadioSelect
    )
    lost = forms.BooleanField(
        label=gettext_lazy("The receipt is lost: the old query code ends, a new one is printed"), required=False
    )

    def __init__(self, data=None, files=None, **kwargs):
        super().__init__(data, files, **kwargs)
        self.fields["checked"].choices = [
            ("id", _("ID card or another document was seen")),
            ("phone", _("called back on the phone number that was left")),
            ("known", _("the receiving staff know the person from the visit")),
        ]


class HandOverForm(ActForm):
    receiver = forms.CharField(label=gettext_lazy("Who received it"), max_length=30)


class DecideForm(ActForm):
    """Whether the envelope of a proposal is there."""

    confirmed = forms.ChoiceField(label=gettext_lazy("The envelope"), choices=[], widget=forms.RadioSelect)
    envelope = forms.CharField(
        label=gettext_lazy("Number on the envelope"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("As it stands on the envelope in your hand."),
    )
    decision = forms.CharField(
        label=gettext_lazy("Recorded decision"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Organ and document; needed when the matter has been answered or closed."),
    )

    def __init__(self, data=None, files=None, **kwargs):
        super().__init__(data, files, **kwargs)
        self.fields["confirmed"].choices = [
            ("yes", _("is here: the matter is sealed, and what stands about it is erased")),
            ("no", _("is not here, or it is no accusation: the matter stays as it is")),
        ]
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")

    def clean(self):
        given = self.cleaned_data
        if given.get("confirmed") == "yes" and not given.get("envelope"):
            self.add_error("envelope", _("Enter the number of the envelope."))
        return given
