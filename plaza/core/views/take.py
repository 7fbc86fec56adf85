"""From a form to an action, one way: `take()` for a page with a form, `press()` for a button without one."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from plaza.core.dates import moment
from plaza.core.errors import AlreadySaved, Conflict, NotPossible


def take(
    request,
    form,
    action: Callable,
    *,
    back,
    template: str,
    done="",
    undo: str = "",
    context: dict | Callable[[], dict] | None = None,
    saved_at: Callable | None = None,
) -> HttpResponseBase:
    """Show `form` in `template`, or run `action(by=, at=, **form.values())` for one that was sent.

    After the action: `done` is said (with a button that posts to `undo`) and the answer is `back`; both may be
    functions of what the action returned, and `back` may give an answer of its own. What does not go is the same
    page with everything typed: 422 for faults and for what the action refuses (at its field) or has saved before
    with other content (`saved_at(submission)` is where that can be changed); 409 when somebody else changed the
    row meanwhile, with what stands now beside each field and the new version, so that sending it again puts it in
    its place.
    `context` may be a function, asked when the page is drawn."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                result = action(by=request.user, at=timezone.now(), **form.values())
            except NotPossible as refusal:
                refuse(form, refusal)
            except AlreadySaved as saved:
                already(form, saved.submission, saved_at)
            except Conflict as conflict:
                outdated(form, conflict)
                status = 409
            else:
                return _answer(request, result, back, done, undo)
    shown = context() if callable(context) else context or {}
    return render(request, template, {"form": form, **shown}, status=status)


def press(request, obj, action: Callable, *, back, done="", undo: str = "", versioned=True) -> HttpResponse:
    """Run `action(obj, by=, at=)` for a button. It posts the `version` it was shown with, when `obj` has one and
    the action does not look for itself whether it still stands (`versioned` False: the undo of a result).

    What does not go is said on the page where the button stands. Raises BadRequest without a version."""
    if versioned and hasattr(obj, "version"):
        obj.version = _version(request)
    try:
        result = action(obj, by=request.user, at=timezone.now())
    except NotPossible as refusal:
        messages.error(request, refusal.message)
    except Conflict as conflict:
        messages.error(request, _("%(changed)s Nothing was done: look again first.") % {"changed": _changed(conflict)})
    else:
        return _answer(request, result, back, done, undo)
    return redirect(back(obj) if callable(back) else back)


def refuse(form, refusal: NotPossible) -> None:
    """What the action refuses stands at its field, or above the form when the form has no such field."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


def already(form, submission, saved_at: Callable | None = None) -> None:
    """The form came before, with other content: say so, and lead to what it made (`form.saved_at`)."""
    sentence = _(
        "This form was saved already as “%(label)s”, with other content. Nothing was saved a second time: "
        "change it there."
    )
    form.add_error(None, sentence % {"label": submission.label})
    form.saved_at = (submission.label, saved_at(submission)) if saved_at else None


def outdated(form, conflict: Conflict) -> None:
    """The form goes on from what stands now: its version is the new one, `form.standing` says what differs."""
    form.stand(conflict.object)
    sentences = [_changed(conflict), _("Nothing of yours is saved yet.")]
    if form.standing:
        sentences.append(_("What stands now is written at the fields; send the form again to put yours in its place."))
    if form.files:
        sentences.append(_("Choose the file again."))
    form.add_error(None, " ".join(sentences))


def _answer(request, result, back, done, undo):
    said = done(result) if callable(done) else done
    if said:
        messages.success(request, said, extra_tags=undo)
    answer = back(result) if callable(back) else back
    return answer if isinstance(answer, HttpResponseBase) else redirect(answer)


def _changed(conflict: Conflict) -> str:
    entry = conflict.entry
    if entry is None or entry.by is None:
        return _("Somebody else changed this meanwhile.")
    return _("%(name)s changed this meanwhile, %(time)s.") % {"name": entry.by, "time": moment(entry.at)}


def _version(request) -> int:
    text = request.POST.get("version", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise BadRequest("version")
    return int(text)
