"""The plan of a reception day: one Event and the parts of its plan."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.workflow import DUTY, EVENT, LINE, LINE_KEPT_UP, TASK, EventStatus, TaskStatus


class Event(models.Model):
    """One reception day on one square. Dates in the office's time zone."""

    class Registers(models.TextChoices):
        OFFICE = "office", _("the petition office registers (T1)")
        UNIT = "unit", _("the desk's own unit registers its own matters (T2)")

    workflow = EVENT

    name = models.CharField(_("name"), max_length=60)
    theme = models.CharField(_("theme"), max_length=60, blank=True)
    background = models.TextField(_("background"), max_length=2000, blank=True)
    goals = models.TextField(_("goals"), max_length=2000, blank=True)
    date = models.DateField(_("date"), db_index=True)
    rain_date = models.DateField(_("rain date"), null=True, blank=True)
    starts_at = models.TimeField(_("start"), default="09:00")
    ends_at = models.TimeField(_("end"), default="17:00")
    venue = models.CharField(_("square"), max_length=60)
    address = models.CharField(_("address"), max_length=120, blank=True)
    map = models.ForeignKey(
        "core.File", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("map sketch")
    )
    reception_place = models.BooleanField(_("designated as reception place (Art. 20)"), default=False)
    lead_unit = models.ForeignKey("core.Unit", models.PROTECT, related_name="led_events", verbose_name=_("lead unit"))
    expected_people = models.PositiveIntegerField(_("people expected"), default=200)
    lead_days = models.PositiveSmallIntegerField(_("days of preparation"), default=30)
    registers = models.CharField(_("who registers"), max_length=8, choices=Registers, default=Registers.OFFICE)
    rehearsal = models.BooleanField(_("rehearsal"), default=False)
    queue = models.BooleanField(_("ticket queue"), default=True)
    status = models.CharField(_("status"), max_length=10, choices=EventStatus, default=EventStatus.DRAFT)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-date", "-id"]

    def __str__(self):
        return self.name

    @property
    def audit_label(self):
        return self.name

    @property
    def running(self) -> bool:
        """Desks may register and call now."""
        return self.status == EventStatus.OPEN


class Duty(models.Model):
    """What a person is for this event, and at which desk: rights that end by themselves."""

    workflow = DUTY

    class Kind(models.TextChoices):
        ORGANIZER = "organizer", _("organizer")
        RECORDER = "recorder", _("recorder")
        ADVISER = "adviser", _("adviser")
        VOLUNTEER = "volunteer", _("volunteer")

    event = models.ForeignKey(Event, models.PROTECT, related_name="duties")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="duties", verbose_name=_("person"))
    kind = models.CharField(_("duty"), max_length=10, choices=Kind)
    desk = models.ForeignKey(
        "events.Desk", models.PROTECT, null=True, blank=True, related_name="duties", verbose_name=_("desk")
    )
    since = models.DateField(_("from"))
    until = models.DateField(_("until"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "user", "kind", "desk"], name="one_duty"),
            models.UniqueConstraint(
                fields=["event", "user", "kind"], name="one_duty_for_all_desks", condition=models.Q(desk=None)
            ),
        ]
        ordering = ["kind", "id"]

    def __str__(self):
        return f"{self.user} {self.get_kind_display()}"

    @property
    def audit_label(self) -> str:
        return self.event.name


class Removable(models.Model):
    """A line of the plan that can be taken out and comes back within 30 days."""

    workflow = LINE

    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class Task(Removable):
    """Something to be prepared or followed up, due `offset` days from the event (before: negative)."""

    class Phase(models.TextChoices):
        PREPARE = "prepare", _("preparation")
        NEAR = "near", _("last two weeks")
        DAY = "day", _("the day")
        AFTER = "after", _("afterwards")

    workflow = TASK

    event = models.ForeignKey(Event, models.PROTECT, related_name="tasks")
    title = models.CharField(_("task"), max_length=60)
    hint = models.CharField(_("what it takes"), max_length=120, blank=True)
    phase = models.CharField(_("phase"), max_length=8, choices=Phase)
    offset = models.SmallIntegerField(_("days from the event"))
    due_on = models.DateField(_("date"))
    unit = models.ForeignKey(
        "core.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person in charge"),
    )
    status = models.CharField(_("state"), max_length=8, choices=TaskStatus, default=TaskStatus.WAITING)
    done_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ["due_on", "id"]

    def __str__(self):
        return self.title

    @property
    def audit_label(self):
        return self.title


class ScheduleSlot(Removable):
    class Kind(models.TextChoices):
        SETUP = "setup", _("set-up")
        OPENING = "opening", _("opening")
        RECEPTION = "reception", _("reception")
        BREAK = "break", _("midday break")
        REVIEW = "review", _("midday summary")
        CLOSING = "closing", _("closing")
        OTHER = "other", _("other")

    event = models.ForeignKey(Event, models.PROTECT, related_name="slots")
    title = models.CharField(_("part"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.OTHER)
    starts_at = models.TimeField(_("start"))
    ends_at = models.TimeField(_("end"))
    person = models.CharField(_("in charge"), max_length=40, blank=True)

    class Meta:
        ordering = ["starts_at", "id"]

    def __str__(self):
        return self.title


class Zone(Removable):
    class Kind(models.TextChoices):
        RECEPTION = "reception", _("reception desks")
        ENQUIRY = "enquiry", _("enquiry desks")
        WAITING = "waiting", _("waiting area")
        EXHIBIT = "exhibit", _("display area")
        OTHER = "other", _("other")

    event = models.ForeignKey(Event, models.PROTECT, related_name="zones")
    name = models.CharField(_("zone"), max_length=30)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    capacity = models.PositiveIntegerField(_("places"), default=0)
    note = models.CharField(_("note"), max_length=120, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return self.name


class Desk(Removable):
    event = models.ForeignKey(Event, models.PROTECT, related_name="desks")
    number = models.PositiveSmallIntegerField(_("number"))
    unit = models.ForeignKey("core.Unit", models.PROTECT, related_name="+", verbose_name=_("unit"))
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, blank=True, related_name="desks", verbose_name=_("zone"))
    leader = models.CharField(_("receiving leader"), max_length=40, blank=True)
    enquiry = models.BooleanField(_("enquiry desk"), default=False)
    staffed = models.BooleanField(_("staffed"), default=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "number"], condition=models.Q(removed_at=None), name="one_desk_per_number"
            )
        ]

    def __str__(self):
        return str(self.number)


class Post(Removable):
    """A role of the day and the names that fill it."""

    workflow = LINE_KEPT_UP

    event = models.ForeignKey(Event, models.PROTECT, related_name="posts")
    role = models.CharField(_("role"), max_length=40)
    names = models.CharField(_("names"), max_length=400, blank=True)
    need = models.PositiveSmallIntegerField(_("needed"), default=1)
    duty = models.CharField(_("duty"), max_length=200, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return self.role


class BudgetLine(Removable):
    """One line under one of the plan's five headings; yuan."""

    workflow = LINE_KEPT_UP

    class Heading(models.TextChoices):
        PUBLICITY = "publicity", _("publicity cost")
        VENUE = "venue", _("venue set-up cost")
        PEOPLE = "people", _("personnel cost")
        MATERIALS = "materials", _("materials and equipment cost")
        OTHER = "other", _("other cost")

    event = models.ForeignKey(Event, models.PROTECT, related_name="budget_lines")
    heading = models.CharField(_("heading"), max_length=10, choices=Heading)
    title = models.CharField(_("purpose"), max_length=60)
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    price = models.DecimalField(_("price in yuan"), max_digits=11, decimal_places=2, default=0)
    actual = models.DecimalField(_("spent in yuan"), max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self):
        return self.title

    @property
    def amount(self):
        return self.quantity * self.price


class SafetyText(models.Model):
    """One of the nine contents of the safety plan (Art. 6), or a scenario card of the emergency plan."""

    workflow = LINE

    class Kind(models.TextChoices):
        CONTENT = "content", _("content of the safety plan")
        SCENARIO = "scenario", _("scenario card")

    event = models.ForeignKey(Event, models.PROTECT, related_name="safety_texts")
    kind = models.CharField(max_length=8, choices=Kind)
    code = models.CharField(max_length=20)
    title = models.CharField(_("title"), max_length=60)
    text = models.TextField(_("text"), max_length=1000, blank=True)
    lead = models.CharField(_("who leads"), max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["event", "code"], name="one_safety_text")]

    def __str__(self):
        return self.title
