"""News from the desk: a petition registered opens its case, which follows its correction and its sealing."""

from django.dispatch import receiver

from followup import actions
from petitions.models import Petition
from plaza.core.signals import moved


@receiver(moved, sender=Petition, dispatch_uid="followup.petition")
def petition_moved(sender, obj, action, by, at, facts, **kwargs):
    """An act that the ledger does not know is none of its business."""
    match action:
        case "register":
            actions.open_case(obj, by=by, at=at)
        case "correct":
            actions.follow_correction(obj, by=by, at=at, fields=facts["fields"])
        case "disclose":
            actions.follow_disclosure(obj)
        case "seal":
            actions.follow_sealing(obj, by=by, at=at, **facts)
