"""The steps of a case: one page each, made from one table."""

from dataclasses import dataclass
from functools import wraps

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from followup import actions, forms, queries
from followup.forms import NoteForm
from plaza.core import files
from plaza.core.access import access
from plaza.core.views.act import act
from plaza.core.views.take import press


@dataclass(frozen=True)
class Act:
    """One step: its form, its action, what the result bar says, what the page says will happen."""

    form: type
    run: object
    done: str
    effect: str = ""


def with_file(action):
    """The action with its upload stored first, in one transaction with it."""

    @wraps(action)
    def run(case, *, by, at, file=None, **values):
        with transaction.atomic(), files.stored(file, by=by, at=at) as stored:
            return action(case, by=by, at=at, file=stored, **values)

    return run


PROGRESS = Act(forms.StepProgressForm, with_file(actions.progress), _("The progress is saved."))
ACTS = {
    "assign": Act(
        forms.AssignForm,
        actions.assign,
        _("The matter is assigned."),
        _("The lead unit is told at once; its clocks run from today."),
    ),
    "reassign": Act(
        forms.ReassignForm,
        actions.reassign,
        _("The matter is with another unit."),
        _("The new lead unit is told at once. The clocks go on, and a date told to the petitioner stays."),
    ),
    "sign": Act(
        NoteForm,
        actions.sign,
        _("Signed for."),
        _("Signing confirms the receipt. The clocks have been running since the dispatch."),
    ),
    "unsign": Act(NoteForm, actions.unsign, _("The signature is taken back.")),
    "accept": Act(
        forms.AcceptForm,
        actions.accept,
        _("The matter is accepted."),
        _("The time for the answer runs from today; the petitioner has been told that it is accepted."),
    ),
    "begin": PROGRESS,
    "progress": PROGRESS,
    "tell": Act(
        forms.TellForm,
        actions.tell,
        _("What was told is recorded."),
        _("The unit does not know who the petitioner is; the petition office tells."),
    ),
    "draft_reply": Act(
        forms.ReplyForm,
        with_file(actions.draft_reply),
        _("The draft is saved."),
        _("The head of the unit approves it; then it is delivered."),
    ),
    "return_reply": Act(forms.ReturnForm, actions.return_reply, _("The draft is returned.")),
    "approve_reply": Act(
        NoteForm,
        actions.approve_reply,
        _("The reply is approved."),
        _("The document number is drawn with the approval."),
    ),
    "deliver": Act(
        forms.DeliverForm,
        actions.deliver,
        _("The delivery is recorded."),
        _("The clocks for the answer end on that day; the petitioner can rate the reply from then on."),
    ),
    "object": Act(
        forms.ObjectForm,
        actions.object_to,
        _("The objection is raised."),
        _("The petition office decides. The clocks go on."),
    ),
    "consent": Act(
        forms.ConsentForm,
        actions.consent,
        _("The matter is reassigned."),
        _("The new lead unit's clocks run from today; a date told to the petitioner stays."),
    ),
    "reject": Act(forms.RejectForm, actions.reject, _("The objection is rejected.")),
    "rule": Act(forms.RuleForm, actions.rule, _("The ruling is recorded.")),
    "not_accept": Act(
        forms.NotAcceptForm,
        actions.not_accept,
        _("The matter is not accepted."),
        _("Only for what is already being handled (Art. 19). Anything else is guided to the competent organ."),
    ),
    "name_handler": Act(forms.HandlerForm, actions.name_handler, _("The handler is named.")),
    "add_assisting": Act(forms.AssistingForm, actions.add_assisting, _("The unit is added.")),
    "call_back": Act(forms.CallBackForm, actions.call_back, _("The call-back is recorded.")),
    "handle_again": Act(
        forms.AgainForm,
        actions.handle_again,
        _("The matter is handled again."),
        _("A new round begins: fresh clocks, a new reply, a new rating."),
    ),
    "close": Act(
        forms.CloseForm,
        actions.close,
        _("The matter is closed."),
        _("A second person closes. Closing means that the procedure has ended, not that the matter is solved."),
    ),
    "official_number": Act(forms.NumberForm, actions.record_official_number, _("The number is saved.")),
}
# Steps that the petition office takes for a unit that answers on paper, by its letter.
BEHALF = ("sign", "accept", "begin", "progress", "draft_reply", "approve_reply", "deliver", "object", "not_accept")
# Steps before which the reply is read once more.
ABOUT_REPLY = ("approve_reply", "return_reply", "deliver")


@access("followup.see")
@require_POST
def undo(request, number):
    """Take a signature back from the result bar: the same person, within ten minutes, nothing after it."""
    case = get_object_or_404(queries.cases_for(request.user), number=number)
    # The result bar holds no version: "nothing after it" is the guard, and the action looks.
    back = reverse("followup:case", args=[number])
    return press(request, case, actions.unsign, back=back, done=ACTS["unsign"].done, versioned=False)


@access("followup.see")
def step_page(request, number, name):
    """The page of one step of one case."""
    case = get_object_or_404(queries.cases_for(request.user), number=number)
    if name not in ACTS:
        raise Http404
    step, back = ACTS[name], reverse("followup:case", args=[number])
    unit = actions.represented(case, request.user) if name in BEHALF else None
    works = request.user.has_perm("followup.handle")
    home = (_("Work list"), reverse("followup:work")) if works else (_("Ledger"), reverse("followup:ledger"))
    effect = [_("It is recorded on behalf of %(unit)s, by its letter.") % {"unit": unit.name}] if unit else []
    if name == "close":
        effect += actions.missing_for_closing(case, on=timezone.localdate())
    return act(
        request,
        case,
        name,
        form_class=step.form,
        run=step.run,
        done=step.done,
        back=back,
        undo=reverse("followup:undo", args=[number]) if name == "sign" else "",
        template="followup/step.html",
        extra={
            "trail": [home, (case.number, back)],
            "reply": queries.reply_of(case) if name in ABOUT_REPLY else None,
            "title": f"{case.workflow[name].label}",
            "object": f"{case.number}　{queries.shown_title(case)}",
            "effect": " ".join(str(line) for line in [*effect, step.effect] if line),
        },
    )
