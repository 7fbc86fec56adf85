from django.db import models
from django.utils.translation import gettext_lazy as _

from plaza.core.office_workflow import CATEGORY, OFFICE, UNIT


class Unit(models.Model):
    """A department, street office or town that answers for matters. One installation is one government."""

    workflow = UNIT

    code = models.CharField(_("code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=60, unique=True)
    short_name = models.CharField(_("short name"), max_length=20, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    duties = models.CharField(_("duties"), max_length=200, blank=True)
    petition_office = models.BooleanField(_("petition office"), default=False)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("superior unit")
    )
    succeeded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("succeeded by")
    )
    active = models.BooleanField(_("in use"), default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("Unit")
        ordering = ["code"]

    def __str__(self):
        return self.name

    @property
    def audit_label(self) -> str:
        return f"{self.code} {self.name}"


class Category(models.Model):
    """What a matter is about, and the unit that usually answers for it."""

    workflow = CATEGORY

    name = models.CharField(_("name"), max_length=30, unique=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="categories", verbose_name=_("responsible unit")
    )
    promise_days = models.PositiveSmallIntegerField(_("promise in working days"), default=10)
    route = models.CharField(_("route"), max_length=2, default="R0")
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    other = models.BooleanField(_("other"), default=False)
    active = models.BooleanField(_("in use"), default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("Category")
        ordering = ["position", "id"]

    def __str__(self):
        return self.name

    @property
    def audit_label(self) -> str:
        return self.name


class Office(models.Model):
    """The settings of this government's Plaza: one row, pk 1."""

    workflow = OFFICE

    name = models.CharField(_("name of the government or office"), max_length=60)
    phone = models.CharField(_("phone for the public"), max_length=40)
    signature = models.CharField(_("signature on documents"), max_length=60)
    division = models.CharField(_("division code"), max_length=6, default="000000")
    default_language = models.CharField(_("language"), max_length=10, default="zh-hans")
    languages = models.CharField(_("languages offered"), max_length=40, default="zh-hans,zh-hant,en")
    public_pages = models.BooleanField(_("public pages"), default=True)
    queue_by_default = models.BooleanField(_("ticket queue"), default=True)
    rolls_to_working_day = models.BooleanField(
        _("a deadline on a rest day moves to the next working day"), default=True
    )
    promise_days = models.PositiveSmallIntegerField(_("promise in working days"), default=10)
    feedback_days = models.PositiveSmallIntegerField(_("feedback owed every, in days"), default=15)
    rating_days = models.PositiveSmallIntegerField(_("rating window in days"), default=30)
    call_attempts = models.PositiveSmallIntegerField(_("call-back attempts"), default=3)
    amber_days = models.PositiveSmallIntegerField(_("due soon at, in working days"), default=3)
    idle_minutes = models.PositiveSmallIntegerField(_("signed out after minutes without a sign of life"), default=30)
    quiet_from = models.TimeField(_("quiet from"), default="21:00")
    quiet_until = models.TimeField(_("quiet until"), default="08:00")
    icp = models.CharField(_("ICP number"), max_length=40, blank=True)
    police_number = models.CharField(_("public security number"), max_length=40, blank=True)
    site_code = models.CharField(_("government site code"), max_length=20, blank=True)
    ready = models.BooleanField(default=False)
    demo = models.BooleanField(default=False)  # the whole database is the demo's: plaza.demo.own
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("Office")

    def __str__(self):
        return self.name

    @property
    def offered_languages(self) -> list[str]:
        return [code for code in self.languages.split(",") if code]


class SetupLink(models.Model):
    """The one-time link of `make office`: only a digest of its token is kept."""

    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return f"{self.made_at:%Y-%m-%d %H:%M}"
