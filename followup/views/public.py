"""Progress for the petitioner: number and code, no account, no script. The code never stays in an address."""

from functools import wraps

from crispy_forms.layout import Field, Layout
from django import forms
from django.conf import settings
from django.core import signing
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from followup import actions
from followup.actions import looking_up
from followup.queries import tracking
from followup.workflow import Grade, Solved
from plaza.core import offices
from plaza.core.access import access
from plaza.core.errors import Conflict, NotPossible
from plaza.core.forms import LaidOut, capitalised
from plaza.core.middleware import client_address

COOKIE, KNOWN, TURN = "plaza_track", "plaza_known", "plaza_turn"
SHOWN = 10 * 60  # seconds that a matter stays open in a browser
REFUSALS = (looking_up.TooSoon, looking_up.WrongNumberOrCode)
REMEMBERED = 90 * 86400


class TrackForm(LaidOut, forms.Form):
    number = forms.CharField(
        label=gettext_lazy("Number"), max_length=20, help_text=gettext_lazy("On the receipt, for example 20260518-0037")
    )
    code = forms.CharField(
        label=gettext_lazy("Query code"),
        max_length=20,
        help_text=gettext_lazy("Eight signs; capitals or small letters, with or without the space"),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["number"].widget.attrs |= {"autocomplete": "off", "inputmode": "numeric"}
        self.fields["code"].widget.attrs |= {
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
        }


class RatingForm(LaidOut, forms.Form):
    """Three questions, none answered beforehand."""

    office = forms.ChoiceField(label=gettext_lazy("The work of the petition office"), widget=forms.RadioSelect)
    unit = forms.ChoiceField(label=gettext_lazy("The handling by the responsible unit"), widget=forms.RadioSelect)
    solved = forms.ChoiceField(label=gettext_lazy("Was it solved?"), widget=forms.RadioSelect)
    comment = forms.CharField(
        label=gettext_lazy("Anything you want to add"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    keyed = forms.BooleanField(
        required=False,
        label=gettext_lazy("I key this in from paper or from a phone call, word for word as the petitioner said it"),
    )

    @property
    def layout(self) -> Layout:
        """The questions are answered by large buttons, side by side on a phone too."""
        questions = Field("office", "unit", "solved", template="plaza/layout/buttons.html")
        return Layout(questions, "comment", *(["keyed"] if "keyed" in self.fields else []))

    def __init__(self, data=None, *, unit_name="", staff=False, **kwargs):
        super().__init__(data, **kwargs)
        for name in ("office", "unit"):
            self.fields[name].choices = capitalised(Grade.choices)
        self.fields["solved"].choices = capitalised(Solved.choices)
        for name in ("office", "unit", "solved"):
            self.fields[name].error_messages["required"] = _("Please choose one.")
        if unit_name:
            self.fields["unit"].label = _("The handling by %(unit)s") % {"unit": unit_name}
        if not staff:
            del self.fields["keyed"]
        else:
            self.fields["keyed"].required = True
            self.fields["keyed"].error_messages["required"] = _(
                "You are signed in as a member of staff. Only the petitioner rates: mark that you key in their words."
            )


class UnsolvedForm(LaidOut, forms.Form):
    text = forms.CharField(
        label=gettext_lazy("What is not solved?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def public_page(view):
    """Closed by the office's switch, never stored, never indexed."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not offices.current().public_pages:
            response = render(request, "public/track_off.html", status=404)
        else:
            response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex, nofollow"
        # Not "no-referrer" on pages with a form: browsers then send Origin "null" and the token check fails.
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response

    return access.public(guarded)


@public_page
def track(request):
    """The form; a right pair opens the matter for ten minutes."""
    form = TrackForm(request.POST or None, initial={"number": request.GET.get("number", "")[:20]})
    if request.method != "POST":
        return _asked(request, form, ended="ended" in request.GET)
    if not form.is_valid():
        return _asked(request, form, 422)
    try:
        case = _look_up(request, form.cleaned_data["number"], form.cleaned_data["code"])
    except REFUSALS as refusal:
        return _refused(request, form, refusal)
    if "kept-solved" in request.POST or "kept-text" in request.POST:
        kept = {key.removeprefix("kept-"): value for key, value in request.POST.items() if key.startswith("kept-")}
        return _opened(_shown(request, case, data=kept, sent_late=True), case)
    return _opened(redirect("followup:tracked"), case)


@public_page
def track_code(request, number, code):
    """Where the QR of the receipt leads: checks, then moves on to an address without the code."""
    try:
        case = _look_up(request, number, code)
    except REFUSALS as refusal:
        form = TrackForm({"number": number})
        form.errors.clear()
        response = _refused(request, form, refusal)
        if isinstance(refusal, looking_up.TooSoon):
            response["Refresh"] = str(refusal.seconds)  # its turn comes by itself
        return response
    response = _opened(redirect("followup:tracked"), case)
    response["Referrer-Policy"] = "no-referrer"
    return response


@public_page
def tracked(request):
    case = _opened_case(request)
    return _shown(request, case) if case else _ended(request)


@public_page
def rate_public(request):
    """The petitioner's rating, once per round; from a staff device only as keyed in for the petitioner."""
    if request.method != "POST":  # after a change of language on the answer to a wrong form
        return redirect("followup:tracked")
    case = _opened_case(request)
    if case is None:
        return _ended(request, ("office", "unit", "solved", "comment"))
    shown = tracking.page(case, on=timezone.localdate())
    if shown.rating:
        return redirect("followup:tracked")
    form = _rating_form(request, shown, request.POST)
    if not form.is_valid():
        return _shown(request, case, shown=shown, rating_form=form, status=422)
    words = {name: form.cleaned_data[name] for name in ("office", "unit", "solved", "comment")}
    by = request.user if request.user.is_authenticated else None
    try:
        actions.rate(case, by=by, at=timezone.now(), **words)
    except NotPossible as refusal:
        form.add_error(refusal.field, refusal.message)
        return _shown(request, case, shown=shown, rating_form=form, status=422)
    except Conflict:  # the same form sent twice at once, or the office moved the case meanwhile
        return redirect("followup:tracked")
    return redirect("followup:tracked")


@public_page
def unsolved_public(request):
    """我认为没有解决, on a matter closed on the spot."""
    if request.method != "POST":
        return redirect("followup:tracked")
    case = _opened_case(request)
    if case is None:
        return _ended(request, ("text",))
    form = UnsolvedForm(request.POST)
    if not form.is_valid():
        return _shown(request, case, unsolved_form=form, status=422)
    try:
        actions.say_unsolved(case, at=timezone.now(), text=form.cleaned_data["text"])
    except NotPossible as refusal:
        form.add_error("text", refusal.message)
        return _shown(request, case, unsolved_form=form, status=422)
    except Conflict:
        pass
    return redirect("followup:tracked")


def _look_up(request, number, code):
    kept = {"known": request.COOKIES.get(KNOWN, ""), "turn": request.COOKIES.get(TURN, "")}
    return looking_up.look_up(number, code, address=client_address(request), **kept, at=timezone.now())


def _refused(request, form, refusal):
    form.add_error(None, refusal.message)
    if isinstance(refusal, looking_up.TooSoon):
        response = _asked(request, form, 429)
        response["Retry-After"] = str(refusal.seconds)
        response.set_cookie(TURN, refusal.turn, **_in_cookies())
        return response
    return _asked(request, form, 422)


def _opened(response, case):
    """Let this browser see the case for ten minutes; a code issued anew ends it."""
    value = signing.dumps([case.number, case.petition.code_issue], salt=COOKIE)
    response.set_cookie(COOKIE, value, max_age=SHOWN, **_in_cookies())
    response.set_cookie(KNOWN, looking_up.proof(case.number), max_age=REMEMBERED, **_in_cookies())
    return response


def _in_cookies() -> dict:
    return {"httponly": True, "samesite": "Lax", "path": "/t", "secure": settings.SESSION_COOKIE_SECURE}


def _opened_case(request):
    try:
        number, issue = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=SHOWN)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    case = tracking.tracked(number)
    return case if case and case.petition.code_issue == issue else None


def _ended(request, names=()):
    """The ten minutes are over: ask for number and code again, keeping what was typed."""
    if request.method != "POST":
        return redirect(reverse("followup:track") + "?ended=1")
    kept = {name: request.POST[name] for name in names if name in request.POST}
    return _asked(request, TrackForm(), 403, ended=True, kept=kept)


def _asked(request, form, status=200, *, ended=False, kept=None):
    if kept is None:
        kept = {key[5:]: value for key, value in request.POST.items() if key.startswith("kept-")}
    return render(request, "public/track.html", {"form": form, "ended": ended, "kept": kept}, status=status)


def _shown(request, case, *, shown=None, rating_form=None, unsolved_form=None, data=None, sent_late=False, status=200):
    shown = shown or tracking.page(case, on=timezone.localdate())
    if shown.may_rate and rating_form is None:
        rating_form = _rating_form(request, shown, data if data and "text" not in data else None)
    if shown.may_say_unsolved and unsolved_form is None:
        unsolved_form = UnsolvedForm(data if data and "text" in data else None)
    context = {
        "track": shown,
        "case": case,
        "rating_form": rating_form,
        "unsolved_form": unsolved_form,
        "sent_late": sent_late,
    }
    return render(request, "public/tracked.html", context, status=422 if sent_late else status)


def _rating_form(request, shown, data=None):
    return RatingForm(data, unit_name=shown.unit_name, staff=request.user.is_authenticated)
