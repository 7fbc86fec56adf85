"""The commands of `manage.py plaza`, one module each: HELP, arguments(parser), run(options, say).

A command that finds something wrong raises django's CommandError."""
