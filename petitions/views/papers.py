"""Papers: free for the recorder in the first ten minutes, later after an identity check."""

from csp.decorators import csp_replace
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from petitions import actions, documents
from petitions.actions.correcting import FREE, is_free
from petitions.forms import ReprintForm
from petitions.views.matter import at_hand
from plaza.core.access import access
from plaza.core.errors import NotPossible
from plaza.core.masking import SECONDS_SHOWN
from plaza.core.views.take import take

KINDS = {"receipt": "petitions/receipt.html", "form": "petitions/form.html", "notice": "petitions/notice.html"}


def free_to_print(request, petition, *, at) -> bool:
    """Just saved by this person, or checked by this person a few minutes ago."""
    if is_free(petition, by=request.user, at=at):
        return True
    checked = parse_datetime(request.session.get(_slot(petition), "") or "")
    return bool(checked and at - checked <= FREE)


@access("petitions.papers")
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": ["'self'"]})
@at_hand("reprint")
def paper(request, petition, kind):
    """Receipt, form to sign or notice. Framed by the desk page only, to be printed from there.

    After the first ten minutes a paper with the name is shown for a minute, and that is logged; of a confidential
    guided matter there is the receipt alone, whatever it is."""
    at, first = timezone.now(), is_free(petition, by=request.user, at=timezone.now())
    if not free_to_print(request, petition, at=at):
        return redirect(f"{reverse('petitions:reprint', args=[petition.number])}?paper={kind}")
    if kind != "receipt" and petition.bare_line and not first:
        raise Http404
    if kind != "receipt" and petition.petitioner is None:
        raise NotPossible(_("Nothing about this matter is written down, so there is no such paper. Print the receipt."))
    a4 = request.GET.get("size") == "a4"
    context = {
        **documents.paper(petition, first=first),
        "a4": a4,
        "copies": [1, 2] if a4 else [1],
        "back": reverse("petitions:today", args=[petition.desk_id]) if petition.desk_id else "",
    }
    named = kind != "receipt" and not first
    if named:
        actions.show(petition, kind, by=request.user, at=at)
    response = render(request, KINDS[kind], context)
    if named:
        response["Refresh"] = f"{SECONDS_SHOWN};url={context['back'] or reverse('petitions:desks')}"
    return response


@access("petitions.papers")
@at_hand("reprint")
def reprint(request, petition):
    """How the identity was checked is asked and kept; then the papers open for ten minutes."""
    kind = request.GET.get("paper", "receipt")
    kind = kind if kind in KINDS and not petition.bare_line else "receipt"
    form = ReprintForm(request.POST or None, obj=petition, user=request.user)

    def reprint(*, by, at, **values):
        actions.reprint(petition, by=by, at=at, **values)
        request.session[_slot(petition)] = at.isoformat()

    back = reverse("petitions:paper", args=[petition.number, kind])
    return take(request, form, reprint, back=back, template="petitions/reprint.html", context={"petition": petition})


def _slot(petition) -> str:
    return f"identity-checked:{petition.number}"
