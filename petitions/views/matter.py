"""One registered matter at the desk: opened, corrected, its confidentiality given up."""

from functools import partial, wraps
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from petitions import actions, queries
from petitions.actions.correcting import is_free
from petitions.forms import CorrectForm, DiscloseForm, OpenForm
from petitions.phrases import phrases
from plaza.core.access import access
from plaza.core.views.take import take

OPENED_FOR = ("correct", "reprint")


def at_hand(page: str):
    """Give the view the matter of this number. One of another desk asks for a reason first, and leads back to the page
    named `page`; what is not this person's does not exist."""

    def decorate(view):
        @wraps(view)
        def load(request, number, **more):
            petition = queries.petitions_for(request.user).filter(number=number).first()
            if petition:
                return view(request, petition, **more)
            if queries.petitions_of_events_for(request.user).filter(number=number).exists():
                return redirect(f"{reverse('petitions:open', args=[number])}?{urlencode({'to': page})}")
            raise Http404

        return load

    return decorate


@access("petitions.register")
def open_matter(request, number):
    """Why a matter of another desk is opened is asked and kept; then it is at hand for ten minutes."""
    petition = get_object_or_404(queries.petitions_of_events_for(request.user), number=number)
    to = request.GET.get("to", "")
    return take(
        request,
        OpenForm(request.POST or None),
        partial(actions.open_for, petition),
        back=reverse(f"petitions:{to if to in OPENED_FOR else OPENED_FOR[0]}", args=[number]),
        template="petitions/open.html",
        context={"petition": petition, "back": _list_of(petition)},
    )


@access("petitions.correct")
@at_hand("correct")
def correct(request, petition):
    free = is_free(petition, by=request.user, at=timezone.now())
    if petition.bare_line and not free:
        raise Http404
    form = CorrectForm(request.POST or None, obj=petition, user=request.user, free=free)
    # Whoever sees the ledger came from there.
    in_ledger = request.user.has_perm("followup.see") and not free
    back = reverse("followup:case", args=[petition.number]) if in_ledger else _list_of(petition)

    def done(_petition) -> str:
        if form.accusation and not free:
            return _("It is said to the liaison. Nothing is erased before the envelope is confirmed.")
        return _("Saved.")

    return take(
        request,
        form,
        partial(actions.correct, petition),
        back=back,
        done=done,
        template="petitions/correct.html",
        context=lambda: {
            "petition": petition,
            "corrections": petition.corrections.select_related("by"),
            "event": petition.event,
            "phrases": phrases(),
            "back": back,
            "proposal": getattr(petition, "proposal", None),
            "may_disclose": petition.confidential and request.user.has_perm("petitions.disclose"),
        },
    )


@access("petitions.disclose")
@at_hand("correct")
def disclose(request, petition):
    """The petitioner wishes it: the petition office gives confidentiality up."""
    if not petition.confidential or petition.bare_line:
        raise Http404
    return take(
        request,
        DiscloseForm(request.POST or None, obj=petition, user=request.user),
        partial(actions.disclose, petition),
        back=reverse("petitions:correct", args=[petition.number]),
        done=_("The matter is no longer confidential."),
        template="petitions/disclose.html",
        context={"petition": petition, "back": reverse("petitions:correct", args=[petition.number])},
    )


def _list_of(petition) -> str:
    return reverse("petitions:today", args=[petition.desk_id]) if petition.desk_id else reverse("petitions:desks")
