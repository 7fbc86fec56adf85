"""The forms of the steps. Fields carry the argument names of the action they feed."""

from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from followup.queries import reaches
from followup.workflow import Channel, Conclusion, RefusalGround, Solved
from plaza.core import units
from plaza.core.forms import ActForm, NoteForm, capitalised
from plaza.core.models import Unit, User
from plaza.core.models.people import Role
from plaza.core.people import PersonField

SCAN = ".pdf,.jpg,.jpeg,.png,.webp"


class ChannelField(forms.ChoiceField):
    """How the petitioner was told."""

    def __init__(self, *, required=True, **kwargs):
        self._blank = not required
        super().__init__(label=_("How the petitioner was told"), required=required, choices=self._choices, **kwargs)

    def _choices(self):
        return [("", _("Not told yet") if self._blank else _("Choose")), *capitalised(Channel.choices)]


class TellingForm(ActForm):
    """Base of the forms by which the petitioner is told: a unit does not know a confidential one."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not reaches(self.obj, self.user):
            del self.fields["channel"]


def text(rows, size, **kwargs):
    return forms.CharField(max_length=size, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def day(**kwargs):
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


def scan(**kwargs):
    return forms.FileField(
        required=False,
        label=_("Scan or picture"),
        help_text=_("PDF or picture, at most 10 MB."),
        widget=forms.FileInput(attrs={"accept": SCAN}),
        **kwargs,
    )


class UnitForm(ActForm):
    """Base of the forms that choose a unit: only units in use."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("unit", "assisting", "suggested_unit"):
            if name in self.fields:
                self.fields[name].queryset = Unit.objects.filter(active=True)


REASON = {
    "required": False,
    "max_length": 200,
    "label": _("Reason for designating the unit complained of"),
    "help_text": _("Needed only when the petitioner complains of this very unit."),
}


class AssignForm(UnitForm):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=pgettext_lazy("of a case", "Lead unit"))
    assisting = forms.ModelMultipleChoiceField(
        Unit.objects.none(), required=False, label=_("Assisting units"), widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(**REASON)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("unit", units.answering(self.obj.category.unit))


class ReassignForm(UnitForm):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("New lead unit"))
    reason = forms.CharField(**REASON)


class AcceptForm(TellingForm):
    channel = ChannelField()
    note = text(3, 1000, required=False, label=_("Internal note"))


class ProgressForm(TellingForm):
    note = text(2, 1000, required=False, label=_("Internal note"), help_text=_("Seen by the handling units only."))
    public_line = text(
        3, 500, required=False, label=_("Line for the petitioner"), help_text=_("Without names and phone numbers.")
    )
    channel = ChannelField(required=False)
    next_on = day(required=False, label=_("Next step on"))
    file = scan()

    @property
    def layout(self) -> Layout:
        """On the page of the case: the words and what the petitioner will see of them, side by side."""
        told = "channel" if "channel" in self.fields else HTML('{% include "followup/_confidential_line.html" %}')
        words = Div(HTML('{% include "followup/_macros.html" %}'), "note", "public_line")
        return Layout(
            Div(words, HTML('{% include "followup/_preview.html" %}'), css_class="halves"),
            Div(
                told,
                "next_on",
                Div("file", css_class="file"),
                HTML('{% include "followup/_save_button.html" %}'),
                css_class="field-row update-foot",
            ),
        )


class StepProgressForm(ProgressForm):
    """The same on a page of its own: one field under the other."""

    layout = None


class TellForm(ActForm):
    public_line = text(3, 500, label=_("What was told"))
    channel = ChannelField()
    next_on = day(required=False, label=_("Next step on"))

    def __init__(self, *args, obj, **kwargs):
        left = obj.progress_rows.filter(told_at=None).exclude(public_line="").values_list("public_line", flat=True)
        super().__init__(*args, obj=obj, initial={"public_line": "\n".join(left)[:500]}, **kwargs)


class ReplyForm(ActForm):
    text = text(10, 4000, label=_("Reply"), help_text=_("Answer the demands one by one."))
    basis = forms.CharField(max_length=300, label=_("Legal basis"))
    conclusion = forms.ChoiceField(
        label=_("Conclusion"), widget=forms.RadioSelect, choices=lambda: capitalised(Conclusion.choices)
    )
    file = scan()

    def __init__(self, *args, obj, **kwargs):
        super().__init__(*args, obj=obj, initial=self.standing_values(obj), **kwargs)
        if obj.lead_unit_id != self.user.unit_id:
            self.fields["file"].help_text = _("The scan of the unit's letter is needed before the reply is approved.")

    def standing_values(self, current) -> dict:
        draft = current.replies.filter(round=current.round).first()
        return {"text": draft.text, "basis": draft.basis, "conclusion": draft.conclusion} if draft else {}


class ReturnForm(ActForm):
    note = text(3, 300, label=_("What must be changed"))


class DeliverForm(ActForm):
    channel = ChannelField()
    delivered_on = day(label=_("Delivered on"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("delivered_on", timezone.localdate())


class ObjectForm(UnitForm):
    reason = text(4, 500, label=_("Reasons"), help_text=_("Why this matter is not of the unit's competence."))
    suggested_unit = forms.ModelChoiceField(Unit.objects.none(), required=False, label=_("Unit that is competent"))


class ConsentForm(UnitForm):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("New lead unit"))
    decision = text(2, 500, required=False, label=_("Decision"))
    reason = forms.CharField(**REASON)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        last = self.obj.objection_rows.first()
        self.initial.setdefault("unit", last.suggested_unit_id if last else None)


class RejectForm(ActForm):
    decision = text(3, 500, label=_("Reasons of the decision"))


class RuleForm(UnitForm):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit that handles it"))
    organ = forms.CharField(
        max_length=60, label=_("Organ that ruled"), help_text=_("The common superior, or the joint conference.")
    )
    document = forms.CharField(max_length=60, label=_("Document"))
    decision = text(2, 500, required=False, label=_("Decision"))


class NotAcceptForm(TellingForm):
    ground = forms.ChoiceField(
        label=_("Ground (Art. 19)"), widget=forms.RadioSelect, choices=lambda: capitalised(RefusalGround.choices)
    )
    note = text(3, 1000, label=_("Where and since when it is handled"))
    channel = ChannelField()


class HandlerForm(ActForm):
    handler = PersonField(User.objects.none(), label=_("Handler"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        staff = User.objects.filter(unit=self.obj.lead_unit, is_active=True)
        staff = staff.filter(role_rows__role__in=[Role.HANDLER, Role.HEAD]).distinct()
        self.fields["handler"].queryset = staff
        self.initial.setdefault("handler", self.obj.handler_id)


class AssistingForm(UnitForm):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Assisting unit"))


class CallBackForm(ActForm):
    reached = forms.TypedChoiceField(
        label=_("Reached"),
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
        choices=[("yes", _("Yes")), ("no", _("No, nobody answered"))],
    )
    solved = forms.ChoiceField(
        label=_("Is the matter solved, in the petitioner's words"),
        required=False,
        widget=forms.RadioSelect,
        choices=lambda: capitalised(Solved.choices),
    )
    note = text(3, 500, required=False, label=_("Note"))


class AgainForm(UnitForm):
    reason = text(3, 300, label=_("Why it is handled again"))
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        required=False,
        label=_("Unit that handles it"),
        help_text=_("Empty: the lead unit as before."),
    )
    designation = forms.CharField(**REASON)


class CloseForm(NoteForm):
    note = text(
        4,
        500,
        required=False,
        label=_("What was explained"),
        help_text=_("Needed when the petitioner is not satisfied: the explanation and the right to review."),
    )


class NumberForm(ActForm):
    official_number = forms.CharField(max_length=40, label=_("Number in the official system"))

    def __init__(self, *args, obj, **kwargs):
        super().__init__(*args, obj=obj, initial=self.standing_values(obj), **kwargs)

    def standing_values(self, current) -> dict:
        return {"official_number": current.petition.official_number}
