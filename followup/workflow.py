"""The life of a case in the ledger: every status, and every step with who may take it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from plaza.core.transitions import Edit, Transition, Workflow


class Status(models.TextChoices):
    REGISTERED = "registered", _("registered")
    ASSIGNED = "assigned", _("assigned")
    OBJECTED = "objected", _("objected")
    SIGNED = "signed", _("signed for")
    ACCEPTED = "accepted", _("accepted")
    HANDLING = "handling", _("in handling")
    NOT_ACCEPTED = "not_accepted", _("not accepted")
    REPLIED = "replied", _("replied")
    AGAIN = "again", _("handled again")
    CLOSED = "closed", _("closed")


S = Status
OPEN = (S.REGISTERED, S.ASSIGNED, S.OBJECTED, S.SIGNED, S.ACCEPTED, S.HANDLING, S.NOT_ACCEPTED, S.REPLIED, S.AGAIN)
WITH_UNIT = (S.ASSIGNED, S.SIGNED, S.ACCEPTED, S.HANDLING, S.AGAIN)
IN_WORK = (S.ACCEPTED, S.HANDLING, S.AGAIN)
UNIT = ("followup.handle", "followup.on_behalf")
LEAD = ("lead", "behalf")

CASE = Workflow(
    Edit("open_case", "petitions.register", _("Registered"), machine=True),
    # The ledger follows a corrected registration; whoever corrects may do this with it.
    Edit("set_out_anew", ("petitions.register", "petitions.correct"), _("Set out anew after a correction")),
    Edit("recompute", "core.administer", _("Date computed anew"), machine=True),
    # By whoever sets the office up: a unit is switched off, a person moves or leaves.
    Edit("pass_on", "core.administer", _("Passed on to the successor unit"), OPEN),
    Edit("hand_over", "core.administer", _("Handed over to another handler"), OPEN),
    Edit("reveal", "followup.reveal", _("Personal data shown"), relation=("identifier",)),
    Transition("assign", (S.REGISTERED,), S.ASSIGNED, _("Assign"), "followup.assign", past=_("Assigned"), primary=True),
    Transition(
        "reassign",
        WITH_UNIT,
        None,
        _("Give to another unit"),
        "followup.assign",
        ("orphaned",),
        past=_("Given to another unit"),
        primary=True,
    ),
    Transition("sign", (S.ASSIGNED,), S.SIGNED, _("Sign for"), UNIT, LEAD, past=_("Signed for"), primary=True),
    Transition("unsign", (S.SIGNED,), S.ASSIGNED, _("Undo signing"), UNIT, ("undoer",), past=_("Signature taken back")),
    Transition("accept", (S.SIGNED,), S.ACCEPTED, _("Accept"), UNIT, LEAD, past=_("Accepted"), primary=True),
    Transition(
        "begin",
        (S.ACCEPTED, S.AGAIN),
        S.HANDLING,
        _("Record progress"),
        ("followup.progress",),
        ("lead", "assisting", "behalf"),
        past=_("Progress recorded"),
    ),
    Transition(
        "progress",
        (S.ASSIGNED, S.SIGNED, S.HANDLING),
        None,
        _("Record progress"),
        ("followup.progress",),
        ("lead", "assisting", "behalf"),
        past=_("Progress recorded"),
    ),
    # What the petition office tells a confidential petitioner, whom the unit does not know.
    Transition(
        "tell", WITH_UNIT, None, _("Record what was told"), "followup.progress", ("teller",), past=_("Petitioner told")
    ),
    Transition("draft_reply", IN_WORK, None, _("Draft the reply"), UNIT, LEAD, past=_("Reply drafted"), primary=True),
    Transition(
        "return_reply", IN_WORK, None, _("Return the draft"), "followup.approve", ("head",), past=_("Draft returned")
    ),
    Transition(
        "approve_reply",
        IN_WORK,
        None,
        _("Approve the reply"),
        ("followup.approve", "followup.on_behalf"),
        ("head", "behalf"),
        past=_("Reply approved"),
        primary=True,
    ),
    Transition(
        "deliver",
        IN_WORK,
        S.REPLIED,
        _("Record the delivery"),
        "followup.deliver",
        ("contact", "behalf"),
        past=_("Reply delivered"),
        primary=True,
    ),
    Transition("object", (S.ASSIGNED, S.SIGNED), S.OBJECTED, _("Object"), UNIT, LEAD, past=_("Objection raised")),
    Transition(
        "consent",
        (S.OBJECTED,),
        S.ASSIGNED,
        _("Consent and reassign"),
        "followup.decide_objection",
        ("first_objection",),
        past=_("Objection consented to, reassigned"),
        primary=True,
    ),
    Transition(
        "reject",
        (S.OBJECTED,),
        S.ASSIGNED,
        _("Reject the objection"),
        "followup.decide_objection",
        ("first_objection",),
        past=_("Objection rejected"),
    ),
    Transition(
        "rule",
        (S.OBJECTED,),
        S.ASSIGNED,
        _("Record the ruling from above"),
        "followup.decide_objection",
        ("second_objection",),
        past=_("Ruling from above recorded"),
        primary=True,
    ),
    Transition(
        "not_accept",
        (S.SIGNED,),
        S.NOT_ACCEPTED,
        _("Do not accept (Art. 19)"),
        UNIT,
        LEAD,
        past=_("Not accepted"),
        danger=True,
    ),
    Transition(
        "name_handler",
        WITH_UNIT,
        None,
        _("Name the handler"),
        ("followup.handle", "followup.approve", "followup.on_behalf"),
        LEAD,
        past=_("Handler named"),
    ),
    Transition(
        "add_assisting",
        (S.REGISTERED, *WITH_UNIT),
        None,
        _("Add an assisting unit"),
        "followup.assign",
        past=_("Assisting unit added"),
    ),
    Transition(
        "call_back",
        (S.REPLIED, S.CLOSED),
        None,
        _("Record a call-back"),
        "followup.call_back",
        ("caller",),
        past=_("Called back"),
    ),
    Transition(
        "rate", (S.REPLIED, S.CLOSED), None, _("Rate"), "followup.rate", past=_("Rated by the petitioner"), machine=True
    ),
    Transition(
        "still_unsolved",
        (S.CLOSED,),
        None,
        _("Not solved, I think"),
        "followup.rate",
        past=_("The petitioner says it is not solved"),
        machine=True,
    ),
    Transition(
        "handle_again",
        (S.REPLIED, S.CLOSED),
        S.AGAIN,
        _("Handle again"),
        "followup.strike_off",
        ("reviewer",),
        past=_("Handled again"),
    ),
    Transition(
        "close",
        (S.REPLIED, S.NOT_ACCEPTED),
        S.CLOSED,
        _("Close"),
        "followup.strike_off",
        ("reviewer",),
        past=_("Closed"),
        primary=True,
    ),
    Transition(
        "official_number",
        (*OPEN, S.CLOSED),
        None,
        _("Number in the official system"),
        "followup.assign",
        past=_("Number in the official system recorded"),
    ),
)


class UnitRole(models.TextChoices):
    LEAD = "lead", _("lead unit")
    ASSISTING = "assisting", _("assisting unit")


class Conclusion(models.TextChoices):
    """Words fixed by Art. 32."""

    SUPPORTED = "supported", _("supported")
    EXPLAINED = "explained", _("explained")
    NOT_SUPPORTED = "not_supported", _("not supported")


class Channel(models.TextChoices):
    PHONE = "phone", _("by phone")
    SMS = "sms", _("by text message")
    LETTER = "letter", _("by letter")
    PERSON = "person", _("in person")


class Grade(models.TextChoices):
    SATISFIED = "satisfied", _("satisfied")
    BASICALLY = "basically", _("basically satisfied")
    DISSATISFIED = "dissatisfied", _("dissatisfied")


class Solved(models.TextChoices):
    YES = "yes", _("solved")
    PARTLY = "partly", _("partly solved")
    NO = "no", _("not solved")


class RefusalGround(models.TextChoices):
    """Art. 19(3) knows one ground only."""

    IN_PROGRESS = "in_progress", _("already accepted or being handled within the time limit")


# How a list draws a status: open work stands out, what is finished does not.
TINT = {
    S.REGISTERED: "todo",
    S.ASSIGNED: "todo",
    S.OBJECTED: "return",
    S.SIGNED: "doing",
    S.ACCEPTED: "doing",
    S.HANDLING: "doing",
    S.NOT_ACCEPTED: "wait",
    S.REPLIED: "wait",
    S.AGAIN: "return",
    S.CLOSED: "done",
}
