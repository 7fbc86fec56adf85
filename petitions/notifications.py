"""Who is told what about a proposal to seal. Facts hold no more than a number."""

from django.urls import reverse

from plaza import roles
from plaza.core import outbox
from plaza.core.models import User


def sealing_proposed(proposal, *, at):
    names = roles.with_permission("petitions.stubs")
    liaisons = User.objects.filter(is_active=True, role_rows__role__in=names).distinct()
    outbox.tell(proposal, "sealing_proposed", liaisons, at=at, url=reverse("petitions:stubs"))


def sealing_refused(proposal, *, at):
    number = proposal.petition.number
    outbox.tell(proposal, "sealing_refused", [proposal.by], at=at, number=number)
