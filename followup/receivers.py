"""News from the desk: a petition registered opens its case, a correction is followed by it."""

from django.dispatch import receiver

from followup import actions
from petitions.models import Petition
from plaza.core.signals import moved


@receiver(moved, sender=Petition, dispatch_uid="followup.petition")
def petition_moved(sender, obj, action, by, at, facts, **kwargs):
    """An act that the ledger does not know is none of its business."""
    follow = {"register": actions.open_case, "correct": actions.follow_correction}.get(action)
    if follow:
        follow(obj, by=by, at=at, fields=facts.get("fields", ()))
