"""The settings row of this office, read once a second at most per process."""

import time

from plaza.core.models import Office

SECONDS_KEPT = 1.0
_cache: dict = {"at": 0.0, "row": None}


def current() -> Office:
    if _cache["row"] is None or time.monotonic() - _cache["at"] > SECONDS_KEPT:
        _cache["row"] = Office.objects.filter(pk=1).first() or Office(pk=1, name="", ready=False)
        _cache["at"] = time.monotonic()
    return _cache["row"]


def forget() -> None:
    """Read the row anew on the next call: after it was changed, and between tests."""
    _cache["row"] = None
