"""Bring translations, database and static files up to date; done by `manage.py plaza` itself at each start."""


def arguments(parser):
    parser.add_argument("--no-migrate", action="store_true", help="leave the database as it is")


def run(options, say):
    from plaza import startup

    startup.prepare(migrate=not options["no_migrate"], say=say)
    say("Plaza is ready to start.")
