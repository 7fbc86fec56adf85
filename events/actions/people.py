"""Who is on duty: rights for the event that end by themselves."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from events.actions.tasks import FAR
from events.models import Desk, Duty, Event
from plaza.core import audit, submission
from plaza.core.errors import NotPossible
from plaza.core.models import User
from plaza.core.workflow import create, demand

NEEDED = {
    Duty.Kind.ORGANIZER: "events.run",
    Duty.Kind.RECORDER: "petitions.register",
    Duty.Kind.ADVISER: "petitions.queue",
    Duty.Kind.VOLUNTEER: "petitions.queue",
}


def assign_duty(
    event: Event,
    *,
    key: str,
    user: User,
    kind: str,
    desk: Desk | None,
    since: date,
    until: date,
    by: User,
    at: datetime,
) -> Duty:
    """Give a person a duty at the event: for one desk, or (desk None) for all of them. The same `key` again gives
    the same duty."""
    demand(Duty(event=event), "assign", by=by)
    if until < since:
        raise NotPossible(_("The duty ends before it begins."), field="until")
    for field_name, day in (("since", since), ("until", until)):
        if abs((day - event.date).days) > FAR:
            raise NotPossible(_("Choose a day within three years of the event."), field=field_name)
    if not user.has_perm(NEEDED[kind]):
        raise NotPossible(
            _("%(name)s's account has no role for the duty “%(duty)s”. The administrator can add it.")
            % {"name": user.name, "duty": Duty.Kind(kind).label},
            field="user_id",
        )

    def make() -> Duty:
        if Duty.objects.filter(event=event, user=user, kind=kind, desk=desk).exists():
            raise NotPossible(_("%(name)s has this duty already.") % {"name": user.name}, field="user_id")
        duty = Duty(event=event, user=user, kind=kind, desk=desk, since=since, until=until)
        return create(duty, "assign", by=by, at=at, facts={"kind": kind, "user": user.pk})

    sent = {"event": event.pk, "user": user.pk, "kind": kind, "desk": desk and desk.pk, "since": since, "until": until}
    try:
        return submission.once(key, "duty", sent, by=by, at=at, make=make, model=Duty)
    except IntegrityError:
        raise NotPossible(_("%(name)s has this duty already.") % {"name": user.name}, field="user_id") from None


def end_duty(duty: Duty, *, by: User, at: datetime) -> None:
    """The person loses what the duty gave, at once."""
    demand(duty, "end", by=by)
    with transaction.atomic():
        audit.record(duty, "end", by=by, at=at, label=duty.event.name, facts={"kind": duty.kind, "user": duty.user_id})
        duty.delete()
