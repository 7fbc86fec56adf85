"""The schedule of the day, and what is wrong with it."""

from django.utils.translation import gettext as _

from events.models import ScheduleSlot

MAIN = {
    ScheduleSlot.Kind.SETUP,
    ScheduleSlot.Kind.OPENING,
    ScheduleSlot.Kind.RECEPTION,
    ScheduleSlot.Kind.BREAK,
    ScheduleSlot.Kind.CLOSING,
}


def slots_of(event):
    return ScheduleSlot.objects.filter(event=event, removed_at=None)


def schedule_faults(event, slots) -> list[str]:
    """Sentences about overlaps and gaps. Summaries and accompanying parts may run beside the others."""
    faults = []
    line = sorted((slot for slot in slots if slot.kind in MAIN), key=lambda slot: (slot.starts_at, slot.ends_at))
    reach = None
    for slot in line:
        if reach and slot.starts_at < reach.ends_at:
            faults.append(
                _("“%(first)s” and “%(second)s” overlap: %(start)s to %(end)s.")
                % {
                    "first": reach.title,
                    "second": slot.title,
                    "start": f"{slot.starts_at:%H:%M}",
                    "end": f"{min(reach.ends_at, slot.ends_at):%H:%M}",
                }
            )
        elif reach and slot.starts_at > reach.ends_at:
            faults.append(
                _("Nothing is planned from %(start)s to %(end)s.")
                % {"start": f"{reach.ends_at:%H:%M}", "end": f"{slot.starts_at:%H:%M}"}
            )
        if reach is None or slot.ends_at > reach.ends_at:
            reach = slot
    receptions = [slot for slot in line if slot.kind == ScheduleSlot.Kind.RECEPTION]
    if line and not receptions:
        faults.append(_("No part of the schedule is a reception."))
    elif receptions and (receptions[0].starts_at < event.starts_at or receptions[-1].ends_at > event.ends_at):
        faults.append(
            _("The reception runs outside the hours of the event, %(start)s to %(end)s.")
            % {"start": f"{event.starts_at:%H:%M}", "end": f"{event.ends_at:%H:%M}"}
        )
    return faults
