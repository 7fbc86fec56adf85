"""Tell people about clocks that are due, as of a moment."""

from datetime import datetime

from django.core.management import CommandError


def arguments(parser):
    parser.add_argument("--at", required=True, help="2026-05-18T09:00, in the office's time zone when none is given")


def run(options, say):
    from django.utils import timezone

    from followup import actions

    try:
        at = datetime.fromisoformat(options["at"])
    except ValueError:
        raise CommandError(f"{options['at']} is not a date and time such as 2026-05-18T09:00.") from None
    at = timezone.make_aware(at) if timezone.is_naive(at) else at
    say(f"reminders as of {timezone.localtime(at):%Y-%m-%d %H:%M}: {actions.remind_due(at=at)} told")
