"""The safety texts of an event."""

from events.models import SafetyText


def safety_of(event):
    return SafetyText.objects.filter(event=event)
