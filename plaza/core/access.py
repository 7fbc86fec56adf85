"""Who may open a URL. Every view carries a rule; the middleware refuses a view without one.

    @access.public                      anybody
    @access.signed_in                   any member of staff
    @access("followup.handle")          who has one of these permissions
Which rows a person sees is the business of `queries.<things>_for(user)`: not yours is 404."""

from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied


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
                return view(request, *args, **kwargs)

            guarded.rule = rule
            return guarded

        return decorate


access = _Access()
