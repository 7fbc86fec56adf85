"""`manage.py plaza` runs Plaza; `manage.py plaza NAME` runs one command of plaza/commands/."""

import sys
from importlib import import_module

from django.core.management import BaseCommand

from plaza.supervisor import CannotStart

NAMES = [
    "start", "prepare", "demo", "setup_link", "routes", "deliver", "remind", "verify_audit", "reindex", "messages",
    "accept_keys",
]  # fmt: skip


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = []

    def add_arguments(self, parser):
        import_module("plaza.commands.start").arguments(parser)
        commands = parser.add_subparsers(dest="name", metavar="NAME")
        for name in NAMES:
            module = import_module(f"plaza.commands.{name}")
            module.arguments(commands.add_parser(name, help=module.__doc__, description=module.__doc__))

    def handle(self, *args, **options):
        module = import_module(f"plaza.commands.{options['name'] or 'start'}")
        try:
            module.run(options, self._say)
        except CannotStart as error:
            self.stderr.write(str(error))
            sys.exit(1)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
