"""The safety plan and the scenario cards."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.workflow import LINE


class SafetyText(models.Model):
    """One of the nine contents of the safety plan (Art. 6), or a scenario card of the emergency plan."""

    workflow = LINE

    class Kind(models.TextChoices):
        CONTENT = "content", _("content of the safety plan")
        SCENARIO = "scenario", _("scenario card")

    event = models.ForeignKey("events.Event", models.PROTECT, related_name="safety_texts")
    kind = models.CharField(max_length=8, choices=Kind)
    code = models.CharField(max_length=20)
    title = models.CharField(_("title"), max_length=60)
    text = models.TextField(_("text"), max_length=1000, blank=True)
    lead = models.CharField(_("who leads"), max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("Text of the safety plan")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["event", "code"], name="one_safety_text")]

    def __str__(self):
        return self.title
