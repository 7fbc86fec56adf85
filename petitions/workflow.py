"""What may happen to a ticket of the queue, and the code lists of a petition."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from plaza.core.transitions import Edit, Transition, Workflow


class TicketStatus(models.TextChoices):
    WAITING = "waiting", _("waiting")
    CALLED = "called", _("called")
    SERVING = "serving", _("at the desk")
    MISSED = "missed", _("missed call")
    DONE = "done", _("received")
    LEFT = "left", _("left")


T = TicketStatus
REGISTER = "petitions.register"
TICKET = Workflow(
    Edit("issue", "petitions.queue", _("Ticket issued")),
    Transition("call", (T.WAITING,), T.CALLED, _("Call next"), REGISTER, past=_("Called"), primary=True),
    Transition("call_again", (T.CALLED,), None, _("Call again"), REGISTER, ("desk",), past=_("Called again")),
    Transition(
        "uncall", (T.CALLED,), T.WAITING, _("Take the call back"), REGISTER, ("desk",), past=_("Call taken back")
    ),
    Transition("receive", (T.CALLED,), T.SERVING, _("Begin"), REGISTER, ("desk",), past=_("Visit begun"), primary=True),
    Transition("miss", (T.CALLED,), T.MISSED, _("Missed call"), REGISTER, ("desk",), past=_("Call missed")),
    Transition(
        "transfer",
        (T.CALLED, T.SERVING),
        T.WAITING,
        _("To another desk"),
        REGISTER,
        ("desk",),
        past=_("Sent to another desk"),
    ),
    Transition("finish", (T.CALLED, T.SERVING), T.DONE, _("Received"), REGISTER, ("desk",), past=_("Visit ended")),
    Transition(
        "come_back", (T.MISSED,), T.WAITING, _("Back in the queue"), "petitions.queue", past=_("Came back to the queue")
    ),
    Transition("leave", (T.WAITING, T.MISSED), T.LEFT, _("Has left"), "petitions.queue", past=_("Left the queue")),
)
PETITION = Workflow(
    Edit("register", REGISTER, _("Registered")),
    # Without a person when two have decided that it is sealed.
    Edit(
        "correct",
        (REGISTER, "petitions.correct"),
        _("Registration corrected"),
        relation=("author", "at_hand"),
        machine=True,
    ),
    # A matter of another desk, for a reason.
    Edit("reveal", REGISTER, _("Matter of another desk opened"), relation=("of_the_event",)),
    Edit("disclose", "petitions.disclose", _("Confidentiality given up"), relation=("at_hand",)),
    Edit("look_earlier", REGISTER, _("Earlier matters looked at")),
    Edit("reprint", "petitions.papers", _("Receipt printed again"), relation=("at_hand",)),
    status="",
)
PETITIONER = Workflow(Edit("reveal", "followup.reveal", _("Personal data shown")), status="")
STUB = Workflow(
    Edit("seal", "petitions.stubs", _("Envelope taken in"), machine=True),
    Edit("hand_over", "petitions.stubs", _("Envelope handed over")),
    status="",
)
# That a registered matter is an accusation is proposed by whoever may correct it, and decided by the liaison.
PROPOSAL = Workflow(
    Edit("propose", (REGISTER, "petitions.correct"), _("Sealing proposed")),
    Edit("confirm", "petitions.stubs", _("Envelope confirmed")),
    Edit("refuse", "petitions.stubs", _("Proposal to seal refused")),
    status="",
)


class Nature(models.TextChoices):
    """The first question at the desk, before any text."""

    REQUEST = "request", _("appeal or request")
    SUGGESTION = "suggestion", _("suggestion")
    ACCUSATION = "accusation", _("accusation against an official")


class Purpose(models.TextChoices):
    APPEAL = "appeal", _("appeal")
    REQUEST = "request", _("request for settlement")
    SUGGESTION = "suggestion", _("opinion or suggestion")
    ENQUIRY = "enquiry", _("enquiry")
    OTHER = "other", _("other")


class Route(models.TextChoices):
    """The legal route of an appeal or request (Art. 31); it decides the clocks."""

    R0 = "R0", _("simple procedure")
    R1 = "R1", _("judicial procedure")
    R2 = "R2", _("arbitration")
    R3 = "R3", _("Party procedure")
    R4 = "R4", _("administrative reconsideration or ruling")
    R5 = "R5", _("enforcement or protection duty")
    R6 = "R6", _("petition procedure")


class Outcome(models.TextChoices):
    """The one on-site outcome of a matter; there is no default."""

    SETTLED = "settled", _("settled on the spot")
    ANSWERED = "answered", _("answered and explained")
    GUIDED = "guided", _("guided to a legal route")
    ASSIGNED = "assigned", _("assigned with a date")


ANSWERED_AT_ONCE = (Outcome.SETTLED, Outcome.ANSWERED, Outcome.GUIDED)
