"""Forms of the set-up and of the administrator's pages."""

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from petitions.workflow import Route
from plaza.core.forms import Values, key_field, version_field
from plaza.core.models import CalendarDay, Category, Office, Unit, User
from plaza.core.models.people import Role
from plaza.core.people import PersonField
from plaza.office.imports import ACCOUNT


class RowForm(Values, forms.ModelForm):
    """One row on a page: what stands there carries its version, what is to be made carries a key."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["version"] = version_field()
        else:
            del self.fields["version"]
            self.fields["key"] = key_field()

    def changes(self) -> dict:
        """The fields that differ from what is stored."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name not in ("version", "key")}

    def values(self) -> dict:
        return {"changes": self.changes()} if self.instance.pk else super().values()


class OfficeForm(RowForm):
    languages = forms.MultipleChoiceField(
        label=_("Languages offered"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    default_language = forms.ChoiceField(label=_("Language of the office"), choices=settings.LANGUAGES)
    division = forms.CharField(
        label=_("Division code"),
        max_length=6,
        initial="000000",
        validators=[RegexValidator(r"^\d{6}$", _("The division code has 6 figures."))],
        help_text=_("The six figures of the administrative division, as in ID numbers."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-s"}),
    )

    class Meta:
        model = Office
        fields = [
            "version",
            "name",
            "signature",
            "phone",
            "division",
            "default_language",
            "languages",
            "promise_days",
            "public_pages",
            "queue_by_default",
        ]
        labels = {
            "name": _("Name shown at the top of every page"),
            "signature": _("Signature on documents"),
            "phone": _("Phone for the public"),
            "promise_days": _("Promise in working days"),
            "public_pages": _("Petitioners may look up their matter on a page"),
            "queue_by_default": _("New events have a ticket queue"),
        }
        help_texts = {
            "signature": _("The office that signs letters and receipts."),
            "public_pages": _("Off: receipts carry the phone number and a code instead of a QR."),
            "queue_by_default": _("Off: petitioners are registered directly, without a ticket."),
            "promise_days": _("How soon an answer is told at the desk, when the category says nothing else."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["languages"] = self.instance.offered_languages

    def clean_languages(self):
        return ",".join(code for code, _name in settings.LANGUAGES if code in self.cleaned_data["languages"])

    def clean_promise_days(self):
        return _between(self.cleaned_data["promise_days"], 1, 90)

    def clean(self):
        cleaned = super().clean()
        offered, language = cleaned.get("languages"), cleaned.get("default_language")
        if offered and language and language not in offered.split(","):
            self.add_error("default_language", _("The language of the office must be one of those offered."))
        return cleaned

    def facts(self) -> dict:
        """All of the office that this form asks, for the set-up."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def changes(self):
        before = Office.objects.filter(pk=1).values(*self.facts()).first() or {}
        return {name: value for name, value in self.facts().items() if before.get(name) != value}


class RulesForm(RowForm):
    """The lengths and lines of the office that are set once and seldom changed."""

    class Meta:
        model = Office
        fields = [
            "version",
            "feedback_days",
            "rating_days",
            "call_attempts",
            "amber_days",
            "idle_minutes",
            "quiet_from",
            "quiet_until",
            "rolls_to_working_day",
            "icp",
            "police_number",
            "site_code",
        ]
        labels = {
            "feedback_days": _("Feedback owed to the petitioner every, in days"),
            "rating_days": _("Rating window in days"),
            "call_attempts": _("Call-back attempts"),
            "amber_days": _("Due soon at, in working days"),
            "idle_minutes": _("Signed out after so many minutes without a click"),
            "quiet_from": _("No messages from"),
            "quiet_until": _("No messages until"),
            "rolls_to_working_day": _("A deadline on a rest day moves to the next working day"),
            "icp": _("ICP number"),
            "police_number": _("Public security number"),
            "site_code": _("Government site code"),
        }
        help_texts = {
            "idle_minutes": _("Two hours for a recorder on the day of the duty. What was typed is not lost."),
        }

    def clean_idle_minutes(self):
        return _between(self.cleaned_data["idle_minutes"], 5, 480)

    def clean(self):
        cleaned = super().clean()
        for name in ("feedback_days", "rating_days", "call_attempts", "amber_days"):
            if name in cleaned and not 1 <= cleaned[name] <= 90:
                self.add_error(name, _("Enter a number from 1 to 90."))
        return cleaned


class AdministratorForm(Values, forms.Form):
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=30)
    username = forms.CharField(
        label=_("Account"),
        max_length=40,
        help_text=_("Small letters, figures, dots and hyphens, such as zhoumin."),
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 10 signs, and not a common one."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Password again"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean_username(self):
        return _account(self.cleaned_data["username"])

    def clean(self):
        cleaned = super().clean()
        password = cleaned.get("password")
        if password and "again" in cleaned and password != cleaned["again"]:
            self.add_error("again", _("The two passwords are not the same."))
        if password:
            try:
                validate_password(password, User(username=cleaned.get("username", ""), name=cleaned.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned

    def values(self) -> dict:
        return {name: value for name, value in super().values().items() if name != "again"}


class UnitForm(RowForm):
    class Meta:
        model = Unit
        fields = [
            "version",
            "code",
            "name",
            "short_name",
            "phone",
            "duties",
            "parent",
            "petition_office",
            "active",
        ]
        labels = {
            "code": _("Code"),
            "name": _("Name of the unit"),
            "short_name": _("Short name"),
            "phone": _("Phone"),
            "duties": _("Duties"),
            "parent": _("Superior unit"),
            "petition_office": _("This is the petition office"),
            "active": _("In use"),
        }
        help_texts = {
            "code": _("Two to twelve letters or figures, such as ZJ."),
            "name": _("A new name stands on new papers; those printed before keep the old one."),
            "duties": _("One line for the plate on the desk."),
        }
        error_messages = {
            "code": {"unique": _("There is a unit with this code already.")},
            "name": {"unique": _("There is a unit with this name already.")},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        others = Unit.objects.filter(Q(active=True) | Q(pk=self.instance.parent_id))
        self.fields["parent"].queryset = others.exclude(pk=self.instance.pk)
        self.fields["parent"].empty_label = _("none")
        if not self.instance.pk:
            del self.fields["active"]
            self.fields["name"].help_text = ""

    def clean_code(self):
        return self.cleaned_data["code"].strip().upper()


class CategoryForm(RowForm):
    route = forms.ChoiceField(
        label=_("Usual route"), choices=Route.choices, help_text=_("The route decides which deadlines run.")
    )

    class Meta:
        model = Category
        fields = ["version", "name", "unit", "promise_days", "route", "position", "active"]
        labels = {
            "name": _("Name of the category"),
            "unit": _("Responsible unit"),
            "promise_days": _("Promise in working days"),
            "position": _("Place in the list"),
            "active": _("In use"),
        }
        error_messages = {"name": {"unique": _("There is a category with this name already.")}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(Q(active=True) | Q(pk=self.instance.unit_id))
        if not self.instance.pk:
            del self.fields["active"]

    def clean_promise_days(self):
        return _between(self.cleaned_data["promise_days"], 1, 90)


class CategoryUnitsForm(Values, forms.Form):
    """One choice of unit per category."""

    def __init__(self, data=None, *, categories, **kwargs):
        super().__init__(data, **kwargs)
        self.categories = list(categories)
        units = Unit.objects.filter(active=True)
        for row in self.categories:
            self.fields[f"unit_{row.pk}"] = forms.ModelChoiceField(
                units, label=row.name, required=False, initial=row.unit_id, empty_label=_("no unit yet")
            )

    def values(self) -> dict:
        return {"units": {row: self.cleaned_data[f"unit_{row.pk}"] for row in self.categories}}


class UserForm(RowForm):
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one role.")},
    )

    class Meta:
        model = User
        fields = ["version", "name", "username", "unit", "post", "phone", "email", "stand_in", "roles"]
        field_classes = {"stand_in": PersonField}
        labels = {
            "name": pgettext_lazy("person", "Name"),
            "username": _("Account"),
            "unit": _("Unit"),
            "post": _("Post"),
            "phone": _("Phone"),
            "email": _("E-mail"),
            "stand_in": _("Stand-in"),
        }
        help_texts = {
            "stand_in": _(
                "A colleague of the unit who is told what this person is told, until the work is handed over."
            )
        }
        error_messages = {"username": {"unique": _("This account is taken already.")}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(Q(active=True) | Q(pk=self.instance.unit_id))
        if self.instance.pk:
            del self.fields["username"]
            colleagues = User.objects.filter(unit=self.instance.unit_id, is_active=True)
            colleagues |= User.objects.filter(pk=self.instance.stand_in_id)
            self.fields["stand_in"].queryset = colleagues.exclude(pk=self.instance.pk)
            self.fields["stand_in"].empty_label = _("nobody")
            self.initial["roles"] = list(self.instance.roles)
        else:
            del self.fields["stand_in"]
            self.fields["username"].help_text = _("Small letters, figures, dots and hyphens, such as zhoumin.")

    def clean_username(self):
        return _account(self.cleaned_data["username"])

    def standing_values(self, current):
        return {**super().standing_values(current), "roles": [role for role in Role.values if role in current.roles]}

    def changes(self):
        return {name: value for name, value in super().changes().items() if name != "roles"}

    def values(self):
        return {**super().values(), "roles": self.cleaned_data["roles"]}


class ImportForm(Values, forms.Form):
    text = forms.CharField(
        label=_("Paste the table"),
        required=False,
        strip=False,
        max_length=1_000_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "mono"}),
    )
    file = forms.FileField(
        label=_("Or an Excel file"), required=False, widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"})
    )

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("file") and not (cleaned.get("text") or "").strip() and not self.errors:
            self.add_error("text", _("Paste a table, or choose a file."))
        return cleaned

    @property
    def source(self):
        return self.cleaned_data.get("file") or self.cleaned_data["text"]


class DayForm(Values, forms.Form):
    date = forms.DateField(label=_("Day"), widget=forms.DateInput())
    kind = forms.ChoiceField(
        label=_("This day is"),
        required=False,
        widget=forms.RadioSelect,
        choices=[("", _("as its weekday says")), *CalendarDay.Kind.choices],
    )
    name = forms.CharField(label=_("Name of the holiday"), required=False, max_length=30)

    def values(self) -> dict:
        values = super().values()
        return {"day": values.pop("date"), **values}


class FinishForm(Values, forms.Form):
    kept = forms.BooleanField(
        label=_("The key sheet is printed and lies in a sealed envelope."),
        error_messages={
            "required": _(
                "Print the key sheet first: it cannot be shown again, and without the keys no backup can be read."
            )
        },
    )


def _account(text: str) -> str:
    text = text.strip().lower()
    if not ACCOUNT.fullmatch(text):
        raise ValidationError(_("An account has 2 to 40 small letters, figures, dots or hyphens."))
    return text


def _between(value: int, least: int, most: int) -> int:
    if not least <= value <= most:
        raise ValidationError(_("Enter a number from %(least)d to %(most)d.") % {"least": least, "most": most})
    return value
