"""Who does nothing for a while is signed out: for the office's `idle_minutes`, two hours at a desk on the day.

A session lives so long after the last sign of its person, and twelve hours at the most; what was typed meanwhile
comes back on the page that says so (errors.signed_out). A page that asks by itself is no sign of a person: such
elements carry the header ASKS_BY_ITSELF."""

import time
from collections.abc import Callable
from datetime import date

from django.utils import timezone

from plaza.core import offices
from plaza.core.models import User

ASKS_BY_ITSELF = "X-Plaza-Asks-By-Itself"
LONGEST = 12 * 3600  # seconds, from the sign-in
AT_DESK = 2 * 3600  # a visit takes its time, and the machine is attended
NOTED = 60  # a sign of life is written down once a minute at most
at_desk: list[Callable[[User, date], bool]] = []  # filled by the apps: does this person sit at a desk that day?


def seconds_for(user) -> int:
    """How long this person may do nothing today."""
    usual, today = offices.current().idle_minutes * 60, timezone.localdate()
    return max(usual, AT_DESK) if any(sits(user, today) for sits in at_desk) else usual


class Idle:
    """Puts off the end of the session with each sign of its person."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and ASKS_BY_ITSELF not in request.headers:
            session, now = request.session, int(time.time())
            if not 0 <= now - session.get("seen", 0) < NOTED:
                session["seen"] = now
                left = session.setdefault("since", now) + LONGEST - now
                session.set_expiry(max(1, min(seconds_for(request.user), left)))
        return self.get_response(request)
