"""The hours of the day."""

from datetime import datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from events.models import ScheduleSlot

S = ScheduleSlot.Kind


def slots(event) -> list[ScheduleSlot]:
    """The day from set-up to clearing; a midday break when the event runs over noon."""
    start, end = _minutes(event.starts_at), _minutes(event.ends_at)
    begin, finish = start + 15, end - 30
    rows = [
        (_("Set-up and safety check"), S.SETUP, start - 120, start - 60),
        (_("Roll call and briefing"), S.SETUP, start - 60, start - 30),
        (_("Tickets are given out"), S.SETUP, start - 30, start),
    ]
    if finish - begin < 30:
        rows.append((_("Reception"), S.RECEPTION, start, end))
    else:
        rows.append((_("Opening"), S.OPENING, start, begin))
        if begin < 11 * 60 + 15 and finish > 14 * 60:
            rows += [
                (_("Reception in the morning"), S.RECEPTION, begin, 11 * 60 + 45),
                (_("Midday break"), S.BREAK, 11 * 60 + 45, 13 * 60 + 30),
                (_("Midday summary"), S.REVIEW, 12 * 60, 12 * 60 + 30),
                (_("Reception in the afternoon"), S.RECEPTION, 13 * 60 + 30, finish),
            ]
        else:
            rows.append((_("Reception"), S.RECEPTION, begin, finish))
        rows += [
            (_("Enquiries and display area"), S.OTHER, begin, finish),
            (_("Closing words"), S.CLOSING, finish, end),
        ]
    rows.append((_("Clearing and data check"), S.OTHER, end, end + 60))
    return [
        ScheduleSlot(event=event, title=str(title), kind=kind, starts_at=_time(a), ends_at=_time(b))
        for title, kind, a, b in rows
        if _time(a) < _time(b)
    ]


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _time(minutes: int) -> time:
    minutes = min(max(minutes, 0), 24 * 60 - 1)
    return (datetime.min + timedelta(minutes=minutes)).time()
