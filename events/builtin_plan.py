"""The built-in plan of a reception day: tasks with offsets, schedule, zones, posts, budget lines, safety texts.

Everything here is a starting point that an office changes; it is written into the event in the office's
language once, when the event is planned."""

from datetime import date, datetime, time, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.models import BudgetLine, Post, SafetyText, ScheduleSlot, Task, Zone

LEAD_DAYS = 30
P, B, S, Z = Task.Phase, BudgetLine.Heading, ScheduleSlot.Kind, Zone.Kind

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

# name, kind, share of the people expected, note
ZONES = [
    (_("Entrance and registration"), Z.OTHER, 0, _("Guide desk, tickets, priority for the old, the ill and mothers")),
    (_("Waiting area"), Z.WAITING, 4, _("Seats, shade, water, screen with tickets")),
    (_("Reception desks"), Z.RECEPTION, 8, _("Tables, chairs, computer, printer, forms at each desk")),
    (_("Enquiry desks"), Z.ENQUIRY, 20, _("Law, policy, mediation")),
    (_("Display area"), Z.EXHIBIT, 8, _("Boards, screen, leaflets")),
    (_("Service and first-aid point"), Z.OTHER, 0, _("Medical help, command point, supplies")),
]

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

BUDGET = [
    (B.PUBLICITY, [_("Posters"), _("Brochures"), _("Media reports"), _("Banners"), _("Film")]),
    (B.VENUE, [_("Reception area"), _("Display boards"), _("Signposts"), _("Tents")]),
    (B.PEOPLE, [_("Volunteers: transport, meals, insurance"), _("Outside experts: lawyers, doctors")]),
    (
        B.MATERIALS,
        [
            _("Tables and chairs"),
            _("Computers"),
            _("Printers"),
            _("Documents and forms"),
            _("Drinking water"),
            _("Meals"),
        ],
    ),
    (
        B.OTHER,
        [
            _("Water and electricity"),
            _("Hire of security equipment"),
            _("Emergency drill"),
            _("Public liability insurance"),
        ],
    ),
]

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


def default_name(day: date, venue: str) -> str:
    return (gettext("Reception on %(venue)s, %(day)s") % {"day": date_format(day, "MONTH_DAY_FORMAT"), "venue": venue})[
        :60
    ]


def default_background(event) -> str:
    return gettext(
        "People of the county meet their government best face to face. On %(day)s, %(unit)s and the departments that "
        "answer for most questions sit at desks on %(venue)s and receive everybody who comes; about %(people)s people "
        "are expected. What is said is written down at once and shows where life is difficult and which rules need "
        "work."
    ) % _facts(event)


def default_goals(event) -> str:
    return gettext(
        "1. Hear what people have to say in every field of life, the known difficult questions first.\n"
        "2. Settle or answer on the spot what can be; give everything else a unit, a date and a number.\n"
        "3. Tell every petitioner what became of it, and ask whether it was solved.\n"
        "4. Learn from the day: what came up often goes into rules, budgets and the next plan."
    )


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


def budget_lines(event) -> list[BudgetLine]:
    return [BudgetLine(event=event, heading=heading, title=str(title)) for heading, lines in BUDGET for title in lines]


def safety_texts(event) -> list[SafetyText]:
    facts, kind = _facts(event), SafetyText.Kind
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


def _facts(event) -> dict:
    return {
        "day": date_format(event.date, "MONTH_DAY_FORMAT"),
        "venue": event.venue,
        "unit": event.lead_unit.name,
        "people": event.expected_people,
        "start": f"{event.starts_at:%H:%M}",
        "end": f"{event.ends_at:%H:%M}",
    }


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _time(minutes: int) -> time:
    minutes = min(max(minutes, 0), 24 * 60 - 1)
    return (datetime.min + timedelta(minutes=minutes)).time()
