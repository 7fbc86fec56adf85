"""Who has a role on the day, and who has a duty with an account."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.lines import PlanLine
from events.workflow import DUTY, LINE_KEPT_UP


class Post(PlanLine):
    """A role of the day and the names that fill it."""

    workflow = LINE_KEPT_UP

    event = models.ForeignKey("events.Event", models.PROTECT, related_name="posts")
    role = models.CharField(_("Position"), max_length=40)
    names = models.CharField(_("Names"), max_length=400, blank=True)
    need = models.PositiveSmallIntegerField(_("Needed"), default=1, validators=[MaxValueValidator(9999)])
    duty = models.CharField(_("Duty"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Position")
        ordering = ["id"]

    def __str__(self):
        return self.role


class Duty(models.Model):
    """What a person is for this event, and at which desk: rights that end by themselves."""

    workflow = DUTY

    class Kind(models.TextChoices):
        ORGANIZER = "organizer", _("organizer")
        RECORDER = "recorder", _("recorder")
        ADVISER = "adviser", _("adviser")
        VOLUNTEER = "volunteer", _("volunteer")

    event = models.ForeignKey("events.Event", models.PROTECT, related_name="duties")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="duties", verbose_name=_("person"))
    kind = models.CharField(_("duty"), max_length=10, choices=Kind)
    desk = models.ForeignKey(
        "events.Desk", models.PROTECT, null=True, blank=True, related_name="duties", verbose_name=_("desk")
    )
    since = models.DateField(_("from"))
    until = models.DateField(_("until"))

    class Meta:
        verbose_name = _("Duty")
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
