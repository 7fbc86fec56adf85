"""The reception day: tickets, visits, petitioners and their matters."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from petitions.workflow import (
    PETITION,
    PETITIONER,
    PROPOSAL,
    STUB,
    TICKET,
    Nature,
    Outcome,
    Purpose,
    Route,
    TicketStatus,
)
from plaza.core import masks

GROUP_FROM = 5  # 集体访: five persons or more on one matter
REPRESENTATIVES = 5  # Art. 20: at most five


class Ticket(models.Model):
    """A place in the queue of one event. No name, ever."""

    workflow = TICKET

    event = models.ForeignKey("events.Event", models.PROTECT, related_name="tickets")
    number = models.PositiveIntegerField()
    priority = models.BooleanField(_("priority"), default=False)
    position = models.BigIntegerField()
    status = models.CharField(max_length=8, choices=TicketStatus, default=TicketStatus.WAITING)
    desk = models.ForeignKey("events.Desk", models.PROTECT, null=True, blank=True, related_name="tickets")
    wanted_desk = models.ForeignKey("events.Desk", models.PROTECT, null=True, blank=True, related_name="+")
    calls = models.PositiveSmallIntegerField(default=0)
    issued_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("Ticket")
        ordering = ["-priority", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="one_ticket_per_number"),
            models.UniqueConstraint(
                fields=["desk"], name="one_ticket_at_a_desk", condition=models.Q(status__in=["called", "serving"])
            ),
        ]
        indexes = [models.Index(fields=["event", "status", "-priority", "position"], name="ticket_next")]

    def __str__(self):
        return self.code

    @property
    def code(self) -> str:
        return f"A{self.number:03d}"

    @property
    def audit_label(self):
        return self.code


class Visit(models.Model):
    """One batch (批次) at one desk: people (人次) are counted here, matters (件) are its petitions."""

    event = models.ForeignKey("events.Event", models.PROTECT, related_name="visits")
    desk = models.ForeignKey("events.Desk", models.PROTECT, null=True, blank=True, related_name="visits")
    ticket = models.OneToOneField(Ticket, models.PROTECT, null=True, blank=True, related_name="visit")
    people = models.PositiveIntegerField(_("people"), default=1)
    leader = models.CharField(_("receiving leader"), max_length=40, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["event", "started_at"], name="visit_of_event")]

    def __str__(self):
        return f"{self.event_id}/{self.pk}"

    @property
    def is_group(self) -> bool:
        return self.people >= GROUP_FROM


class Petitioner(models.Model):
    """A person who came: the name searchable and masked in lists, phone, ID and address sealed."""

    workflow = PETITIONER

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="petitioners")
    main = models.BooleanField(default=True)
    name = models.CharField(_("name"), max_length=30, blank=True)
    anonymous = models.BooleanField(_("anonymous"), default=False)
    row_key = models.CharField(max_length=32)
    phone_sealed = models.TextField(blank=True)
    phone_mask = models.CharField(_("phone"), max_length=20, blank=True)
    phone_index = models.CharField(max_length=32, blank=True, db_index=True)
    phone_tail_index = models.CharField(max_length=32, blank=True, db_index=True)
    idno_sealed = models.TextField(blank=True)
    idno_mask = models.CharField(_("ID number"), max_length=20, blank=True)
    idno_index = models.CharField(max_length=32, blank=True, db_index=True)
    address_sealed = models.TextField(blank=True)
    district = models.CharField(_("district"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("Petitioner")

    def __str__(self):
        return self.name[:1] + "*"


class Petition(models.Model):
    """One matter (件), as recorded at the desk. A correction keeps what stood before."""

    workflow = PETITION

    number = models.CharField(_("number"), max_length=16, unique=True)
    event = models.ForeignKey("events.Event", models.PROTECT, related_name="petitions", verbose_name=_("event"))
    desk = models.ForeignKey("events.Desk", models.PROTECT, null=True, blank=True, related_name="petitions")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="petitions")
    petitioner = models.ForeignKey(Petitioner, models.PROTECT, null=True, blank=True, related_name="petitions")
    nature = models.CharField(_("nature"), max_length=10, choices=Nature)
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose)
    route = models.CharField(_("route"), max_length=2, choices=Route, blank=True)
    category = models.ForeignKey("core.Category", models.PROTECT, related_name="petitions", verbose_name=_("category"))
    title = models.CharField(_("matter"), max_length=60, blank=True)
    content = models.TextField(_("facts and demand"), max_length=4000, blank=True)
    place = models.CharField(_("place it happened"), max_length=60, blank=True)
    complained_unit = models.ForeignKey(
        "core.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit complained of")
    )
    confidential = models.BooleanField(_("confidential"), default=False)
    outcome = models.CharField(_("on-site outcome"), max_length=8, choices=Outcome)
    answer = models.TextField(_("answer given"), max_length=2000, blank=True)
    confirmed = models.BooleanField(_("confirmed by the petitioner"), default=False)
    consultation = models.BooleanField(_("needs joint consultation"), default=False)
    unit = models.ForeignKey(
        "core.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("responsible unit")
    )
    promise_on = models.DateField(_("date told"), null=True, blank=True)
    own_promise = models.BooleanField(default=False)
    earlier = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="later", verbose_name=_("earlier matter")
    )
    official_number = models.CharField(_("number in the official system"), max_length=40, blank=True)
    registered_at = models.DateTimeField(_("registered"), db_index=True)
    entered_at = models.DateTimeField(_("entered"))
    late = models.BooleanField(_("entered from paper"), default=False)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorder")
    )
    code_issue = models.PositiveSmallIntegerField(default=1)
    code_key = models.CharField(max_length=12)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("Petition")
        ordering = ["-registered_at", "-id"]
        indexes = [models.Index(fields=["event", "outcome"], name="petition_of_event")]

    def __str__(self):
        return self.number

    @property
    def audit_label(self):
        return self.number

    @property
    def bare_line(self) -> bool:
        """In lists every confidential guided matter shows the same bare line, whatever it is."""
        return self.confidential and self.outcome == Outcome.GUIDED


class Correction(models.Model):
    """What stood before a correction: {field: old value}. Deleted when the nature becomes an accusation."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="corrections")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    before = models.JSONField()
    reason = models.CharField(_("reason"), max_length=120, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self):
        return f"{self.petition_id} {self.at:%Y-%m-%d %H:%M}"

    @property
    def stood(self) -> list[tuple[str, str]]:
        """The fields that were changed, in words, with what stood there: the name masked, of a reference the field."""
        fields = {field.name: field for field in [*Petitioner._meta.fields, *Petition._meta.fields]}
        words = {"people": _("people"), "phone": _("phone"), "idno": _("ID number"), "address": _("address")}
        rows = []
        for name, value in self.before.items():
            field = fields.get(name)
            if name == "name":
                value = masks.name(value)
            elif field is not None and field.is_relation:
                value = ""
            elif field is not None and field.choices:
                value = dict(field.flatchoices).get(value, value)
            elif isinstance(value, bool):
                value = _("yes") if value else _("no")
            label = words.get(name) or getattr(field, "verbose_name", name)
            rows.append((str(label), "" if value is None else str(value)))
        return rows


class WaitingEnvelope(models.Model):
    """An envelope of an accusation until it is taken in: unreadable without the keys, and linked to nothing.

    What is said of it is sealed in one text of one length. Taking in makes a stub of each that waits, in any order,
    so that neither time nor transaction tells which line of the ledger a stub belongs to."""

    row_key = models.CharField(max_length=32)
    said_sealed = models.TextField()

    class Meta:
        verbose_name = _("Sealed envelope")

    def __str__(self):
        return str(self.pk)


class SealedStub(models.Model):
    """All that Plaza keeps of an accusation against an official. No foreign key touches it (Art. 30)."""

    workflow = STUB

    number = models.CharField(_("number"), max_length=16, unique=True)
    received_on = models.DateField(_("received on"))
    envelope = models.CharField(_("envelope"), max_length=20)
    organ = models.CharField(_("receiving organ"), max_length=60)
    decision = models.CharField(_("recorded decision"), max_length=120, blank=True)
    handed_over_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    receiver = models.CharField(_("receiver"), max_length=30, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("Sealed envelope")
        ordering = ["-received_on", "-id"]

    def __str__(self):
        return self.number

    @property
    def audit_label(self):
        return self.number


class SealingProposal(models.Model):
    """A matter that is said to be an accusation, until the liaison decides: then it goes. Reason, envelope and organ
    are sealed."""

    workflow = PROPOSAL

    petition = models.OneToOneField(Petition, models.PROTECT, related_name="proposal")
    row_key = models.CharField(max_length=32)
    said_sealed = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("Proposal to seal")

    def __str__(self):
        return str(self.pk)


class Trace(models.Model):
    """Words were stored before their matter was sealed: the places where they stood are still to be wiped.

    Says of no matter that it was this one."""

    wiped = models.BooleanField(default=False)

    def __str__(self):
        return str(self.pk)
