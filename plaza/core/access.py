"""Who may open a URL. Every view carries a rule; the middleware refuses a view without one.

    @access.public                      anybody
    @access.signed_in                   any member of staff
    @access("followup.handle")          who has one of these permissions
Which rows a person sees is the business of `queries.<things>_for(user)`: not yours is 404.

A view is asked by GET or POST and need not think of other methods: what opens or refuses its page to GET does so to
all of them."""

from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseNotAllowed

TAKEN = ("GET", "POST")


@dataclass(frozen=True)
class Rule:
    kind: str  # public | signed_in | permission
    permissions: tuple[str, ...] = ()

    def allows(self, user) -> bool:
        if self.kind == "public":
            return True
        if not user.is_authenticated:
            return False
        return self.kind == "signed_in" or any(user.has_perm(name) for name in self.permissions)


def _as_get(view, request, *args, **kwargs):
    """HEAD as GET is; of the page that GET opens OPTIONS has nothing, and another method is not taken."""
    method, request.method = request.method, "GET"
    try:
        answer = view(request, *args, **kwargs)
    finally:
        request.method = method
    if method == "HEAD" or answer.status_code != 200:
        return answer
    if method == "OPTIONS":
        return HttpResponse()
    return HttpResponseNotAllowed(["GET", "HEAD", "OPTIONS", *(["POST"] if method != "POST" else [])])


class _Access:
    def __call__(self, *permissions: str):
        return self._decorate(Rule("permission", permissions))

    def public(self, view):
        return self._decorate(Rule("public"))(view)

    def signed_in(self, view):
        return self._decorate(Rule("signed_in"))(view)

    @staticmethod
    def _decorate(rule):
        def decorate(view):
            @wraps(view)
            def guarded(request, *args, **kwargs):
                # An error page may come before there is a user.
                if rule.kind != "public" and not rule.allows(request.user):
                    if not request.user.is_authenticated:
                        return redirect_to_login(request.get_full_path())
                    raise PermissionDenied
                if request.method not in TAKEN:
                    return _as_get(view, request, *args, **kwargs)
                answer = view(request, *args, **kwargs)
                if request.method == "POST" and answer.status_code == 405:  # said to those only who see the page
                    return _as_get(view, request, *args, **kwargs)
                return answer

            guarded.rule = rule
            return guarded

        return decorate


access = _Access()
