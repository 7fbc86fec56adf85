"""Is the process alive, and can this installation do its work. For machines: JSON or one word, no language."""

import shutil
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from plaza.core.access import access
from plaza.core.models import Heartbeat

BEAT_AGE = timedelta(minutes=5)
FREE_BYTES = 200 * 1024 * 1024


@access.public
@require_safe
def healthz(request):
    """200 while the process answers; touches no database."""
    return HttpResponse("ok", content_type="text/plain")


@access.public
@require_safe
def readyz(request):
    """200 when every check is true, else 503; says which."""
    checks = {}
    try:
        checks["database"] = _database_answers()
        checks["migrations"] = _nothing_unapplied()
        checks["beat"] = _beat_is_alive(timezone.now())
    except DatabaseError:
        checks = {"database": False, "migrations": False, "beat": False} | checks
    checks["disk"] = _room_on_disk()
    ready = all(checks.values())
    return JsonResponse({"ready": ready, **checks}, status=200 if ready else 503)


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def _nothing_unapplied() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _beat_is_alive(at) -> bool:
    return Heartbeat.objects.filter(name="beat", at__gt=at - BEAT_AGE).exists()


def _room_on_disk() -> bool:
    return shutil.disk_usage(settings.DATA).free > FREE_BYTES
