"""What every line of a plan has."""

from django.conf import settings
from django.db import models

from events.workflow import LINE


class PlanLine(models.Model):
    """A line of the plan that can be taken out and comes back within 30 days."""

    workflow = LINE

    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    @property
    def audit_label(self) -> str:
        """The line and its event: neither says alone what was changed. A line's name holds no personal data."""
        return f"{self} ({self.event.name})"
