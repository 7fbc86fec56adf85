"""The tasks of a plan, with days from the event."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from events.builtin_plan.event import LEAD_DAYS
from events.models import Task

P = Task.Phase

# days from the event, phase, task, what it takes
TASKS = [
    (
        -30,
        P.PREPARE,
        _("Event approved, square designated"),
        _("Theme, date and groups approved; the square is designated as reception place (Art. 20)"),
    ),
    (
        -30,
        P.PREPARE,
        _("Working groups and their heads named"),
        _("Coordination, reception, registration, security, logistics, publicity, emergency"),
    ),
    (-28, P.PREPARE, _("Budget approved, purchases begin"), _("Five headings, each line with quantity and price")),
    (
        -25,
        P.PREPARE,
        _("Departments invited, lists of leaders and specialists"),
        _("Each desk has a leader, a specialist and a substitute"),
    ),
    (
        -21,
        P.PREPARE,
        _("Collection of people's questions opens"),
        _("Mailbox, hotline, questionnaires in the communities"),
    ),
    (
        -20,
        P.PREPARE,
        _("Consent to use the square"),
        _("With 1,000 people or more the police permit is filed 20 days before (Art. 13)"),
    ),
    (-20, P.PREPARE, _("Zones and desks drawn on the map"), _("Four zones, one way in and one way out")),
    (-18, P.PREPARE, _("Risk assessment and rain plan"), _("Rain date or hall, who decides and until when")),
    (-18, P.PREPARE, _("Emergency plan drafted"), _("One card per scenario, with trigger, first steps and who leads")),
    (
        -15,
        P.PREPARE,
        _("First wave of publicity"),
        _("Website, social media, notice boards, press: time, place, units, theme"),
    ),
    (-15, P.PREPARE, _("Volunteers recruited"), _("Guides, order, enquiries; transport, meals and insurance")),
    (-14, P.PREPARE, _("Safety plan"), _("Nine contents, signed by who is responsible")),
    (-12, P.NEAR, _("Questions sorted, answers drafted"), _("Departments say what is likely to come up")),
    (-10, P.NEAR, _("Roster of receiving leaders published"), _("Names and posts, morning and afternoon")),
    (-10, P.NEAR, _("Signposts, posters, brochures, badges ordered"), _("Quantities follow the zones and posts")),
    (-7, P.NEAR, _("Advance registration opens"), _("Not required: tickets are also given out on the day")),
    (-7, P.NEAR, _("Reception staff trained"), _("Procedure, law, listening; sign-in sheet kept")),
    (-6, P.NEAR, _("A recorder named for every desk"), _("Accounts tried out, paper forms as fallback")),
    (-5, P.NEAR, _("Volunteers trained"), _("Way of the visitor, service rules, what not to ask")),
    (-5, P.NEAR, _("Answers approved"), _("By the leader in charge of each field")),
    (-3, P.NEAR, _("Notice repeated for three days"), _("Television, newspaper, radio")),
    (-3, P.NEAR, _("Emergency drill"), _("Crowding and bad weather at least; findings mended")),
    (
        -1,
        P.NEAR,
        _("Set-up, network and printer test, safety check"),
        _("Check list signed, faults mended the same day"),
    ),
    (0, P.DAY, _("Roll call and briefing"), _("An hour before the start, at the command point")),
    (0, P.DAY, _("Opening and reception"), _("Host, leader's address, then the desks")),
    (0, P.DAY, _("Midday summary"), _("Numbers of the morning, desks moved where people wait")),
    (0, P.DAY, _("Tickets stop in time"), _("Nobody leaves unrecorded; who is cut off gets an appointment")),
    (0, P.DAY, _("Report of the day, square cleared"), _("Batches, people, matters; paper forms keyed in")),
    (1, P.AFTER, _("Data checked, assignment meeting"), _("Duplicates merged, every matter has a unit and a date")),
    (2, P.AFTER, _("Results published, thanks sent"), _("Counts only, no names")),
    (7, P.AFTER, _("Objections of units decided"), _("Five working days after assignment (T4)")),
    (15, P.AFTER, _("Forwarding and direct notices due"), _("Fifteen days (T1, T2)")),
    (30, P.AFTER, _("First evaluation and budget settlement"), _("Rates with numerator and denominator, money spent")),
    (60, P.AFTER, _("Replies due within sixty days"), _("From acceptance (T5)")),
    (105, P.AFTER, _("Extended replies due"), _("With the head's approval and the reason told (T6)")),
    (120, P.AFTER, _("Final evaluation and archive"), _("What was learned goes into the next plan")),
]


def tasks(event) -> list[Task]:
    """Tasks in preparation are spread over the event's days of preparation."""
    return [
        Task(
            event=event,
            title=str(title),
            hint=str(hint),
            phase=phase,
            unit=event.lead_unit,
            owner=event.made_by,
            offset=scaled(days, event.lead_days),
            due_on=event.date + timedelta(days=scaled(days, event.lead_days)),
        )
        for days, phase, title, hint in TASKS
    ]


def scaled(days: int, lead_days: int) -> int:
    return days if days >= 0 else -round(-days * lead_days / LEAD_DAYS)
