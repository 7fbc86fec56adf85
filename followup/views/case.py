"""The page of one case, its sealed fields, its files and its papers."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from followup import actions, documents, forms, queries
from followup.models import Progress, Reply
from plaza.core import files
from plaza.core.access import access
from plaza.core.errors import NotAllowed
from plaza.core.forms import PurposeForm
from plaza.core.masking import SECONDS_SHOWN
from plaza.core.models import File, Unit
from plaza.core.views.take import take

SEALED_FIELDS = {"phone": _("Phone"), "idno": _("ID number"), "address": _("Address")}
MACROS = (
    (_("Petitioner contacted"), _("We have spoken with you and taken up what you told us.")),
    (_("Checked on site"), _("We have been on site and checked the matter.")),
    (_("Needs other units"), _("We are working on it together with other units.")),
    (_("Put right"), _("What you complained of has been put right. Please tell us if anything is still open.")),
)


@access("followup.see")
@require_GET
def page(request, number):
    case = get_object_or_404(queries.cases_for(request.user), number=number)
    context = queries.case_page(case, request.user, now=timezone.now())
    steps = context["steps"]
    progress, main = queries.progress_step(steps), queries.main_step(steps)
    others = [row for row in steps if row not in (progress, main)]
    context |= {
        "progress": progress,
        "main": main,
        "shown": others[: 3 - bool(main)],
        "more": others[3 - bool(main) :],
        "form": forms.ProgressForm(obj=case, user=request.user) if progress else None,
        "macros": MACROS,
        "behalf": actions.represented(case, request.user) if progress else None,
        "only_public": "public" in request.GET,
    }
    return render(request, "followup/case.html", context)


@access("followup.reveal")
def reveal(request, number, field):
    """Ask for the purpose, then show one sealed field for a minute; the look is logged first."""
    case = get_object_or_404(queries.cases_for(request.user), number=number)
    if field not in SEALED_FIELDS:
        raise Http404
    if not queries.may_identify(case, request.user) or case.petition.petitioner is None:
        raise NotAllowed("reveal")
    back = reverse("followup:case", args=[number])
    about = {"case": case, "field": field, "label": SEALED_FIELDS[field], "back": back}

    def shown(value) -> HttpResponse:
        response = render(request, "followup/reveal.html", {**about, "value": value, "seconds": SECONDS_SHOWN})
        response["Refresh"] = f"{SECONDS_SHOWN};url={back}"
        return response

    response = take(
        request,
        PurposeForm(request.POST or None),
        partial(actions.reveal, case, field),
        back=shown,
        template="followup/reveal.html",
        context=about,
    )
    response["Cache-Control"] = "no-store, private"
    return response


@access("followup.see")
@require_GET
def attachment(request, number, pk):
    """A file of this case: loaded under the case, so that whose case it is decides."""
    case = get_object_or_404(queries.cases_for(request.user), number=number)
    owned = Reply.objects.filter(case=case, file=pk).exists() or Progress.objects.filter(case=case, file=pk).exists()
    if not owned:
        raise Http404
    return files.answer(File.objects.get(pk=pk), inline=True)


@access("followup.see")
@require_GET
def notice(request, number):
    """交办通知单 of one case: of the day of its dispatch, however often it is printed."""
    case = get_object_or_404(queries.cases_for(request.user).exclude(lead_unit=None), number=number)
    since = queries.dispatched_at(case) or timezone.now()
    return render(
        request,
        "followup/assignment_notice.html",
        documents.assignment_notice(case.lead_unit, [case], at=since),
    )


@access("followup.see")
@require_GET
def notices(request, unit):
    """交办通知单 of a unit: all its matters that are not answered yet, of one event or of all."""
    unit = get_object_or_404(Unit, pk=unit)
    rows = queries.assigned_to(request.user, unit, event=request.GET.get("event", ""))
    if not rows:
        raise Http404
    return render(
        request, "followup/assignment_notice.html", documents.assignment_notice(unit, rows, at=timezone.now())
    )
