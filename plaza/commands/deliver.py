"""Deliver the messages that are due, without the worker."""


def arguments(parser):
    pass


def run(options, say):
    from django.utils import timezone

    from plaza.core import outbox

    say(f"delivered: {outbox.deliver_due(at=timezone.now())}")
