"""The pages of refusal, in the reader's language. They never show more than the reader may know."""

from collections.abc import Callable

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string

from plaza.core import offices, refusals
from plaza.core.access import access

PRIVATE = {"csrfmiddlewaretoken", "password", "again", "old_password", "new_password1", "new_password2"}
UNSEEN = {"key", "version", "next"}  # sent again as they came, not shown
LONG = 12  # what is longer was typed rather than chosen
_only: list[Callable[[QueryDict], set[str] | None]] = []


def give_back_only(names: Callable[[QueryDict], set[str] | None]) -> None:
    """Register which fields of a form that was sent may be given back; None for one that may come back whole."""
    _only.append(names)


@access.public
def bad_request(request, exception=None):
    return _plain("errors/400.html", 400)


@access.public
def too_large(request):
    return _plain("errors/413.html", 413)


@access.public
def forbidden(request, exception=None):
    refusals.note(request, 403)
    return render(request, "errors/403.html", {"contact": offices.current().phone}, status=403)


@access.public
def not_found(request, exception=None):
    refusals.note(request, 404)
    return render(request, "errors/404.html", status=404)


@access.public
def server_error(request):
    return _plain("errors/500.html", 500)


@access.public
def csrf_failed(request, reason=""):
    """The token is gone: show what was typed in a form that can be sent again; never what another site sent."""
    if not reason.startswith(("CSRF token", "CSRF cookie")):
        return forbidden(request)
    return _again(request, signed_out=False)


@access.public
def signed_out(request):
    """The session ended while somebody typed: their text, and where to sign in before it is sent again."""
    return _again(request, signed_out=True)


def holds_text(request) -> bool:
    return any(row["shown"] for row in _typed(request))


def conflict(request, exception):
    """409 for what came without a page of its own: who was quicker, and what was sent. Forms answer by take()."""
    context = {
        "entry": exception.entry,
        "object": exception.object,
        "typed": _typed(request),
        "back": request.META.get("HTTP_REFERER", "/"),
    }
    return render(request, "errors/409.html", context, status=409)


def not_possible(request, exception):
    context = {"message": exception.message, "back": request.META.get("HTTP_REFERER", "/")}
    return render(request, "errors/422.html", context, status=422)


def _plain(template, status):
    """Without the shell: must work when the database does not."""
    return HttpResponse(render_to_string(template), status=status)


def _again(request, *, signed_out: bool):
    context = {"typed": _typed(request), "path": request.get_full_path(), "signed_out": signed_out}
    return render(request, "errors/csrf.html", context, status=403)


def _typed(request) -> list[dict]:
    narrowed = [names for only in _only if (names := only(request.POST)) is not None]
    return [
        {"name": name, "value": value, "shown": len(value) > LONG and name not in UNSEEN}
        for name, values in request.POST.lists()
        for value in values
        if name not in PRIVATE and all(name in names for names in narrowed)
    ]
