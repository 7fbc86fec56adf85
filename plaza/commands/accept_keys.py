"""Take the keys of the environment for those of the database, after a deliberate change."""

from django.core.management import CommandError


def arguments(parser):
    pass


def run(options, say):
    from django.utils import timezone

    from plaza.core import fingerprint, masking

    if not masking.keys_fit():
        raise CommandError("These keys do not open what is sealed in this database: nothing is accepted.")
    changed = fingerprint.accept(at=timezone.now())
    say(f"accepted: {', '.join(changed) or 'nothing changed'}")
