"""The zones of the square."""

from django.utils.translation import gettext_lazy as _

from events.models import Zone

Z = Zone.Kind

# name, kind, share of the people expected, note
ZONES = [
    (_("Entrance and registration"), Z.OTHER, 0, _("Guide desk, tickets, priority for the old, the ill and mothers")),
    (_("Waiting area"), Z.WAITING, 4, _("Seats, shade, water, screen with tickets")),
    (_("Reception desks"), Z.RECEPTION, 8, _("Tables, chairs, computer, printer, forms at each desk")),
    (_("Enquiry desks"), Z.ENQUIRY, 20, _("Law, policy, mediation")),
    (_("Display area"), Z.EXHIBIT, 8, _("Boards, screen, leaflets")),
    (_("Service and first-aid point"), Z.OTHER, 0, _("Medical help, command point, supplies")),
]


def zones(event) -> list[Zone]:
    return [
        Zone(
            event=event,
            name=str(name),
            kind=kind,
            note=str(note),
            capacity=max(10, event.expected_people // share) if share else 0,
        )
        for name, kind, share, note in ZONES
    ]
