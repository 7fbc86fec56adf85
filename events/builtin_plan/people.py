"""Who is needed."""

from django.utils.translation import gettext_lazy as _

from events.models import Post

# role, needed at least, one per so many people (0: none), times the desks, duty
POSTS = [
    (_("General coordinator"), 1, 0, 0, _("Decides on the spot, opens and closes the reception")),
    (_("Host"), 1, 0, 0, _("Opening and closing")),
    (_("Receiving leader"), 2, 0, 0, _("Receives people, decides between units")),
    (_("Reception staff"), 1, 0, 2, _("Listen, answer, take over what cannot be answered at once")),
    (_("Recorder"), 1, 0, 1, _("Writes down each matter, prints the receipt")),
    (_("Registration and guide"), 2, 100, 0, _("Tickets, way to the right desk")),
    (_("Security"), 4, 50, 0, _("Entrance, order, ways out")),
    (_("Medical staff"), 2, 0, 0, _("First aid, ambulance")),
    (_("Logistics"), 2, 100, 0, _("Power, water, paper, meals")),
    (_("Technical support"), 1, 0, 0, _("Network, printers, screen")),
    (_("Publicity"), 2, 0, 0, _("Press, photographs without faces of petitioners")),
    (_("Volunteer"), 8, 10, 0, _("Guide, order, enquiries, help for the disabled")),
]


def posts(event, desks: int) -> list[Post]:
    return [
        Post(
            event=event,
            role=str(role),
            duty=str(duty),
            need=max(least, event.expected_people // per if per else 0, times * desks),
        )
        for role, least, per, times, duty in POSTS
    ]
