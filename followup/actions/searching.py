"""Looks for a person by a whole phone or ID number: logged, and so many an hour."""

from datetime import timedelta

from plaza.core import masking
from plaza.core.errors import NotAllowed
from plaza.core.models import Reveal

HOUR = timedelta(hours=1)
AN_HOUR = 20  # looks before a reason is asked
REASON = "limit"


def look_for(kind: str, value: str, *, by, at) -> bool:
    """Log a look before it is answered; False when this hour's are used up and no reason was given since.

    Kept is a digest that fits no column of a person. The same look again within the hour is one look."""
    if not by.has_perm("followup.reveal"):
        raise NotAllowed("search")
    purpose = f"search: {masking.index(f'looked for {kind}', value)[:16]}"
    looks = Reveal.objects.filter(by=by, at__gt=at - HOUR, kind=by._meta.label_lower, object_id=by.pk)
    if looks.filter(field=kind, purpose=purpose).exists():
        return True
    reason = looks.filter(field=REASON).order_by("-id").first()
    if looks.filter(id__gt=reason.pk if reason else 0).exclude(field=REASON).count() >= AN_HOUR:
        return False
    masking.log_look(by, kind, by=by, purpose=purpose, at=at)
    return True


def go_on(*, by, at, purpose: str) -> None:
    """Why somebody looks for more people than others do; another twenty looks."""
    if not by.has_perm("followup.reveal"):
        raise NotAllowed("search")
    masking.log_look(by, REASON, by=by, purpose=purpose, at=at)
