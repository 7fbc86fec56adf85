"""The pages of refusal, in the reader's language. They never show more than the reader may know."""

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from plaza.core import offices
from plaza.core.access import access

PRIVATE = {"csrfmiddlewaretoken", "password", "again", "old_password", "new_password1", "new_password2"}
UNSEEN = {"key", "version", "next"}  # sent again as they came, not shown
LONG = 12  # what is longer was typed rather than chosen


@access.public
def bad_request(request, exception=None):
    return _plain("errors/400.html", 400)


@access.public
def forbidden(request, exception=None):
    return render(request, "errors/403.html", {"contact": offices.current().phone}, status=403)


@access.public
def not_found(request, exception=None):
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
    """409 with both texts: what was sent, and what stands now."""
    current = exception.object
    rows = []
    for name, value in exception.sent.items():
        field = current._meta.get_field(name)
        rows.append({"label": field.verbose_name, "mine": value, "theirs": getattr(current, name)})
    if not rows and request.method == "POST":
        labels = {"note": _("note"), "text": _("text"), "public_line": _("public line"), "reason": _("reason")}
        rows = [
            {"label": labels[key], "mine": value, "theirs": ""}
            for key, value in request.POST.items()
            if key in labels and value
        ]
    context = {"rows": rows, "entry": exception.entry, "object": current, "back": request.get_full_path()}
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
    return [
        {"name": name, "value": value, "shown": len(value) > LONG and name not in UNSEEN}
        for name, values in request.POST.lists()
        for value in values
        if name not in PRIVATE
    ]
