"""The nine contents of the safety plan, and the scenario cards."""

from django.utils.translation import gettext_lazy as _

from events.builtin_plan.event import facts_of
from events.models import SafetyText

# code, title, text ("" = the office has to write it)
CONTENTS = [
    (
        "time_place",
        _("Time, place, content and organisation"),
        _(
            "%(day)s, %(start)s to %(end)s, %(venue)s. Leaders and departments receive people's petitions face to "
            "face. Organised by %(unit)s."
        ),
    ),
    ("security_staff", _("Number, tasks and marks of the security staff"), ""),
    (
        "fire",
        _("Fire protection"),
        _("Extinguishers at each zone and beside every power point, checked the day before. The fire lane stays free."),
    ),
    (
        "capacity",
        _("Capacity of the venue and people expected"),
        _(
            "About %(people)s people are expected over the day. When the waiting area is full, entry stops and tickets "
            "are given out at the entrance."
        ),
    ),
    ("buffer", _("Buffer zones and their marking"), ""),
    (
        "entry",
        _("Admission and security check"),
        _("One way in with a check of bags and one way out. Nobody is asked for an identity card to enter."),
    ),
    ("vehicles", _("Vehicles and parking"), ""),
    (
        "order",
        _("Order and guidance of the crowd"),
        _(
            "Guides at the entrance and in the waiting area, one direction of walking, calm announcements. "
            "Groups of five or more choose up to five representatives."
        ),
    ),
    (
        "rescue",
        _("Emergency rescue"),
        _("First-aid point and ambulance at the service point. Scenario cards at every post, one person commands."),
    ),
]

# code, title, trigger and first steps, who leads
SCENARIOS = [
    (
        "s_fire",
        _("Fire"),
        _(
            "Smoke or fire. Call 119 and shout; cut the power and use extinguishers; lead people out "
            "against the wind and count them."
        ),
        _("Security and fire service"),
    ),
    (
        "s_quake",
        _("Earthquake"),
        _(
            "Shaking or a warning. Stop; keep away from structures and boards; gather in the "
            "open, look for injured people."
        ),
        _("General coordinator"),
    ),
    (
        "s_crowd",
        _("Crowding"),
        _(
            "More than four people on a square metre, or two streams meet. Stop tickets and "
            "entry; open all ways out; walk in one direction, speak calmly."
        ),
        _("Security"),
    ),
    (
        "s_weather",
        _("Extreme weather"),
        _("Yellow warning or higher. Announce; move to the hall or postpone; tell everybody on all channels."),
        _("Coordination group"),
    ),
    (
        "s_medical",
        _("Medical emergency"),
        _("Collapse, heat, heart. Call 120; defibrillator; clear a lane and find the family."),
        _("Medical staff"),
    ),
    (
        "s_group",
        _("Large gathering"),
        _(
            "Fifty people or more at once. A leader meets up to five representatives; "
            "the others wait in the waiting area; report upwards."
        ),
        _("Petition office"),
    ),
    (
        "s_violence",
        _("Threat or violence"),
        _(
            "A threat or a weapon. End the talk and keep distance; call the police; "
            "protect bystanders, send for a doctor."
        ),
        _("Police"),
    ),
    (
        "s_opinion",
        _("Rumours online"),
        _("A clip spreads. Verify; one spokesperson; first statement within an hour."),
        _("Publicity"),
    ),
    (
        "s_power",
        _("Power or network failure"),
        _(
            "Screens dark or no network. Go on with paper forms; hotspot and "
            "generator; key in later with the true time."
        ),
        _("Technical support"),
    ),
    (
        "s_food",
        _("Food or water"),
        _("Two people or more feel ill. Stop the supply; keep samples; call 120 and the disease control centre."),
        _("Logistics"),
    ),
    (
        "s_object",
        _("Suspicious object or vehicle"),
        _("An object without owner, a vehicle out of lane. Keep people away; barriers; police."),
        _("Police"),
    ),
    (
        "s_lost",
        _("Lost child or old person"),
        _("A report. Announce; watch the ways out; take the person to the service point."),
        _("Volunteers"),
    ),
]


def safety_texts(event) -> list[SafetyText]:
    facts, kind = facts_of(event), SafetyText.Kind
    rows = [
        SafetyText(
            event=event,
            kind=kind.CONTENT,
            code=code,
            title=str(title),
            position=n,
            text=str(text) % facts if text else "",
        )
        for n, (code, title, text) in enumerate(CONTENTS, start=1)
    ]
    return rows + [
        SafetyText(
            event=event, kind=kind.SCENARIO, code=code, title=str(title), text=str(text), lead=str(lead), position=n
        )
        for n, (code, title, text, lead) in enumerate(SCENARIOS, start=len(rows) + 1)
    ]
