"""Is the process alive, and can this installation answer pages. For machines: JSON or one word, no language."""

import shutil
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from plaza.core import chain, masking, outbox
from plaza.core.access import access
from plaza.core.models import Heartbeat

LONGEST = timedelta(minutes=5)
FREE_MEGABYTES = 200


@access.public
@require_safe
def healthz(request):
    """200 while the process answers; touches no database."""
    return HttpResponse("ok", content_type="text/plain")


@access.public
@require_safe
def readyz(request):
    """200 when there is all that a page needs, else 503; says what is missing.

    What makes no page fail stands beside it as a warning with its measure: megabytes of room, or the seconds since
    beat and worker gave a sign of life (null: never), since the oldest waiting message was due and since the oldest
    entry of the audit record waits for its link."""
    needed = {"database": False, "migrations": False, "keys": False}
    warnings = {}
    with suppress(DatabaseError):
        needed["database"] = _database_answers()
        needed["migrations"] = _nothing_unapplied()
        needed["keys"] = masking.keys_fit()
        warnings = _late(timezone.now())
    free = shutil.disk_usage(settings.DATA).free // 1024**2
    if free < FREE_MEGABYTES:
        warnings["disk"] = free
    ready = all(needed.values())
    return JsonResponse({"ready": ready, **needed, "warnings": warnings}, status=200 if ready else 503)


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _nothing_unapplied() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _late(at: datetime) -> dict[str, int | None]:
    """Seconds since the signs of life that are missed. One from the future, of a clock that was set back, is missed."""
    seen = dict(Heartbeat.objects.values_list("name", "at"))
    ages = {name: at - seen[name] if name in seen else None for name in ("beat", "worker")}
    ages["undelivered"] = outbox.longest_wait(at=at)
    ages["unlinked"] = chain.longest_wait(at=at)
    return {name: age and int(age.total_seconds()) for name, age in ages.items() if age is None or abs(age) > LONGEST}
