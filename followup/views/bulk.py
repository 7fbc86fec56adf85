"""Steps for several matters at once."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from followup import actions, queries
from plaza.core.access import access

MOST_AT_ONCE = 100


@access("followup.handle")
@require_POST
def sign_all(request):
    """Sign for the chosen matters; the result names those that could not be signed for, and why."""
    chosen = request.POST.getlist("case")[:MOST_AT_ONCE]
    if not chosen:
        messages.error(request, _("Choose at least one matter."))
        return redirect("followup:work")
    cases = list(queries.cases_for(request.user).filter(number__in=chosen))
    done, failed = actions.sign_all(cases, by=request.user, at=timezone.now())
    text = ngettext("%(count)d done", "%(count)d done", done) % {"count": done}
    lost = len(chosen) - len(cases)
    if failed or lost:
        told = "; ".join(
            [f"{case.number}: {why}" for case, why in failed[:10]]
            + ([_("not found: %(count)d") % {"count": lost}] if lost else [])
        )
        messages.warning(
            request,
            _("%(done)s, %(count)d failed (%(why)s)") % {"done": text, "count": len(failed) + lost, "why": told},
        )
    else:
        messages.success(request, text)
    return redirect("followup:work")
