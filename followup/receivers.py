"""News from the desk: a petition registered opens its case, a correction follows it."""

from django.dispatch import receiver

from followup import actions
from petitions.models import Petition
from plaza.core.signals import moved


@receiver(moved, sender=Petition, dispatch_uid="followup.petition")
def petition_moved(sender, obj, action, by, at, **kwargs):
    if action == "register":
        actions.open_case(obj, by=by, at=at)
