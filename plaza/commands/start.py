"""Run Plaza: web, worker and beat, until Ctrl-C."""

import os
import socket

from django.conf import settings

from plaza import startup, supervisor


def arguments(parser):
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--no-migrate", action="store_true", help="leave the database as it is")


def run(options, say):
    host, port = options["host"], options["port"]
    supervisor.check_port(host, port)
    if settings.DEMO:
        startup.own_demo()
        with supervisor.only_one(settings.DATA):
            startup.put_old_demo_aside(say)
    with supervisor.only_one(settings.DATA):
        startup.prepare(migrate=not options["no_migrate"], say=say)
        if settings.DEMO:
            from plaza.commands import demo

            demo.run({"size": None, "json": False, "remove": False}, say)
        address = os.environ.get("PLAZA_BASE_URL") or f"http://{host}:{port}"
        environment = {**os.environ, "PLAZA_BASE_URL": address}
        supervisor.supervise(
            supervisor.children(host, port, settings.DATA),
            environment=environment,
            say=say,
            on_ready=lambda: _answers(host, port) and _announce(address, say),
        )
    say("Plaza has stopped.")


def _announce(address, say) -> bool:
    say(f"Plaza runs at {address}/  (Ctrl-C ends it)")
    if not settings.DEMO:
        from plaza.commands import setup_link

        setup_link.run({"base_url": address}, say, at_start=True)
    return True


def _answers(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1" if host == "0.0.0.0" else host, port)) == 0
