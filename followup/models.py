"""The problem ledger: a case for every petition, its units, clocks and what happens to it."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from followup.workflow import CASE, TINT, Channel, Conclusion, Grade, Solved, Status, UnitRole
from plaza.core.models import Unit, User

NEVER = date(9999, 12, 31)  # due_on when no duty runs
PERSON = settings.AUTH_USER_MODEL


class Case(models.Model):
    """The ledger line of one petition: narrow, because lists and dashboards read it whole.

    `answered_unit` is the lead unit that delivered the reply of this round: the figures count the matter there, also
    when another unit has taken its place since."""

    workflow = CASE

    petition = models.OneToOneField("petitions.Petition", models.PROTECT, primary_key=True, related_name="case")
    number = models.CharField(_("number"), max_length=16, unique=True)
    event = models.ForeignKey("events.Event", models.PROTECT, related_name="cases")
    category = models.ForeignKey("core.Category", models.PROTECT, related_name="cases")
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.REGISTERED)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    lead_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="led_cases", verbose_name=_("lead unit")
    )
    handler = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("handler")
    )
    registered_on = models.DateField(_("registered"), db_index=True)
    due_on = models.DateField(_("due"), default=NEVER)
    due_rule = models.CharField(max_length=4, blank=True)
    answer_due_on = models.DateField(null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    on_the_spot = models.BooleanField(default=False)
    told_on = models.DateField(_("last told"), null=True, blank=True)
    feedback_due_on = models.DateField(default=NEVER)
    objections = models.PositiveSmallIntegerField(default=0)
    rated = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("Case")
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["due_on", "petition"], name="case_by_due"),
            models.Index(fields=["status", "due_on", "petition"], name="case_by_status"),
            models.Index(fields=["lead_unit", "status", "due_on"], name="case_of_unit"),
            models.Index(fields=["registered_on", "petition"], name="case_by_day"),
            models.Index(fields=["feedback_due_on"], name="case_by_feedback"),
        ]

    def __str__(self):
        return self.number

    @property
    def audit_label(self):
        return self.number

    @property
    def tint(self) -> str:
        return TINT[self.status]

    def overdue(self, on: date) -> bool:
        return self.due_on < on


class CaseUnit(models.Model):
    """This unit is lead or assisting for this case since-until: the only answer to "whose is it"."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="case_units")
    role = models.CharField(max_length=10, choices=UnitRole)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    designated = models.BooleanField(_("designated by decision"), default=False)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], name="one_lead_unit", condition=models.Q(role="lead", until=None)),
            models.UniqueConstraint(fields=["case", "unit"], name="unit_once_in_case", condition=models.Q(until=None)),
        ]
        indexes = [models.Index(fields=["unit", "until"], name="cases_of_unit")]

    def __str__(self):
        return f"{self.case_id} {self.unit_id}"


class Clock(models.Model):
    """One deadline of one round. Open while neither met nor stopped."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks")
    round = models.PositiveSmallIntegerField(default=1)
    rule = models.CharField(max_length=4)
    started_on = models.DateField(_("starts"))
    length = models.PositiveSmallIntegerField()
    working = models.BooleanField()
    due_on = models.DateField(_("due"))
    duty = models.BooleanField(default=True)
    by_silence = models.BooleanField(default=False)
    provisional = models.BooleanField(default=False)
    told = models.BooleanField(default=False)
    met_on = models.DateField(null=True, blank=True)
    stopped_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "rule"]
        constraints = [models.UniqueConstraint(fields=["case", "round", "rule"], name="one_clock_per_rule")]
        indexes = [
            models.Index(fields=["due_on"], name="clock_running", condition=models.Q(met_on=None, stopped_on=None))
        ]

    def __str__(self):
        return f"{self.rule} {self.due_on}"

    @property
    def running(self) -> bool:
        return self.met_on is None and self.stopped_on is None


class Objection(models.Model):
    case = models.ForeignKey(Case, models.PROTECT, related_name="objection_rows")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(_("reasons"), max_length=500)
    suggested_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    upheld = models.BooleanField(null=True)
    decision = models.CharField(_("decision"), max_length=500, blank=True)
    organ = models.CharField(_("organ that ruled"), max_length=60, blank=True)
    document = models.CharField(_("document"), max_length=60, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return f"{self.case_id}"


class Progress(models.Model):
    """A line of the story; with a public line and a channel it is also the feedback owed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="progress_rows")
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(_("internal note"), max_length=1000, blank=True)
    public_line = models.CharField(_("line for the petitioner"), max_length=500, blank=True)
    channel = models.CharField(_("told"), max_length=8, choices=Channel, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    next_on = models.DateField(_("next step on"), null=True, blank=True)
    on_behalf = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    file = models.ForeignKey("core.File", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self):
        return f"{self.case_id} {self.at:%Y-%m-%d}"


class Reply(models.Model):
    """The reply of one round: drafted, approved by the head, delivered."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="replies")
    round = models.PositiveSmallIntegerField()
    text = models.TextField(_("reply"), max_length=4000)
    basis = models.CharField(_("legal basis"), max_length=300)
    conclusion = models.CharField(_("conclusion"), max_length=14, choices=Conclusion)
    file = models.ForeignKey("core.File", models.PROTECT, null=True, blank=True, related_name="+")
    drafted_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    returned_note = models.CharField(_("returned because"), max_length=300, blank=True)
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    document_number = models.CharField(_("document number"), max_length=40, blank=True)
    channel = models.CharField(_("delivered"), max_length=8, choices=Channel, blank=True)
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    delivered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    on_behalf = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-round"]
        constraints = [models.UniqueConstraint(fields=["case", "round"], name="one_reply_per_round")]

    def __str__(self):
        return f"{self.case_id} {self.round}"


class Rating(models.Model):
    """What the petitioner says, once per round: two objects and whether it was solved."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="ratings")
    round = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    office = models.CharField(_("petition office"), max_length=12, choices=Grade)
    unit = models.CharField(_("responsible unit"), max_length=12, choices=Grade)
    solved = models.CharField(_("was it solved"), max_length=6, choices=Solved)
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    by_staff = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-round"]
        constraints = [models.UniqueConstraint(fields=["case", "round"], name="one_rating_per_round")]

    def __str__(self):
        return f"{self.case_id} {self.round}"


class Remark(models.Model):
    """我认为没有解决: the petitioner's word on a matter closed on the spot. Once per matter."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="remark")
    at = models.DateTimeField()
    text = models.CharField(_("what is not solved"), max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return f"{self.case_id}"


class CallBack(models.Model):
    case = models.ForeignKey(Case, models.PROTECT, related_name="call_backs")
    round = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    reached = models.BooleanField(_("reached"))
    solved = models.CharField(_("was it solved"), max_length=6, choices=Solved, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return f"{self.case_id} {self.at:%Y-%m-%d}"


class Reminder(models.Model):
    """One step told once: clock, due date, step, person. The row is the guard, the digest the message."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="reminders")
    due_on = models.DateField()
    step = models.SmallIntegerField()
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clock", "due_on", "step", "person"], name="told_once")]

    def __str__(self):
        return f"{self.clock_id} {self.step}"
