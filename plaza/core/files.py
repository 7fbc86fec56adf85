"""Attachments: checked by content, stored inert under a random name, handed out under their owner's URL."""

import hashlib
import secrets
import subprocess
import sys
from contextlib import contextmanager
from tempfile import TemporaryFile
from threading import BoundedSemaphore

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.http import FileResponse
from django.utils.translation import gettext as _

from plaza.core import file_cleaner
from plaza.core.errors import NotPossible
from plaza.core.models import File

SECONDS = 20  # of the clock, for one file; file_cleaner limits its own memory and computing time
_places = BoundedSemaphore(2)  # files read at once by this process; others wait their turn


def store(upload, *, by, at, pictures_only=False) -> File:
    """Keep an upload as a File. Its name and declared type prove nothing: pictures are drawn anew (no EXIF), of a
    PDF the pages are kept (no script, action, link or attached file), by a process of its own (file_cleaner).

    Raises NotPossible with a sentence for what is too large, of another kind, or unreadable."""
    if upload.size > settings.FILE_UPLOAD_MAX_BYTES:
        raise NotPossible(_("The file is larger than 10 MB."))
    raw = upload.read()
    if raw.startswith(b"%PDF") and not pictures_only:
        body = _cleaned(raw, "pdf", _("The PDF cannot be read. Scan it again, or send a picture."))
        kind, suffix = "application/pdf", "pdf"
    else:
        body = _cleaned(raw, "picture", _picture_wanted(pictures_only))
        png = body.startswith(b"\x89PNG")
        kind, suffix = ("image/png", "png") if png else ("image/jpeg", "jpg")
    path = f"{at:%Y/%m}/{secrets.token_hex(16)}.{suffix}"
    storages["private"].save(path, ContentFile(body))
    return File.objects.create(
        path=path,
        name=_name(upload.name, suffix),
        content_type=kind,
        size=len(body),
        sha256=hashlib.sha256(body).hexdigest(),
        added_by=by,
        added_at=at,
    )


@contextmanager
def stored(upload, *, by, at, field="file", **how):
    """The File of an upload, None without one, for the act inside: when that fails, what was written goes again.

    Stands inside the transaction, which takes back the row. Raises NotPossible at `field`, see store()."""
    try:
        file = store(upload, by=by, at=at, **how) if upload else None
    except NotPossible as refusal:
        raise NotPossible(refusal.message, field=field) from None
    try:
        yield file
    except BaseException:
        if file:
            storages["private"].delete(file.path)
        raise


def answer(file: File, *, inline=False) -> FileResponse:
    """Send a file that the caller has loaded under its owner; pictures may be shown in the page."""
    inline = inline and file.content_type.startswith("image/")
    response = FileResponse(
        storages["private"].open(file.path),
        as_attachment=not inline,
        filename=file.name,
        content_type=file.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def discard(pks) -> None:
    """Delete files whose owners are gone: the rows now, what is stored as soon as the transaction has succeeded."""
    for file in File.objects.filter(pk__in=list(pks)):
        path = file.path
        file.delete()
        transaction.on_commit(lambda path=path: storages["private"].delete(path))


def _cleaned(raw: bytes, kind: str, otherwise: str) -> bytes:
    """What the cleaner wrote. Raises NotPossible, with the sentence `otherwise` for what it could not read."""
    refusals = {
        file_cleaner.PASSWORD: _("The PDF asks for a password. Save it without one, or send a picture."),
        file_cleaner.TOO_LARGE: _("The picture has too many pixels. Send it in a smaller size."),
    }
    command = [sys.executable, "-I", file_cleaner.__file__, kind]
    with TemporaryFile() as source, TemporaryFile() as target, _places:
        source.write(raw)
        source.seek(0)
        try:
            done = subprocess.run(
                command, stdin=source, stdout=target, stderr=subprocess.DEVNULL, env={}, cwd="/", timeout=SECONDS
            )
            code = done.returncode
        except (subprocess.TimeoutExpired, OSError):  # it hung, or the machine has no room for one more process
            code = file_cleaner.UNREADABLE
        if code:
            raise NotPossible(refusals.get(code, otherwise))
        target.seek(0)
        return target.read()


def _picture_wanted(pictures_only: bool) -> str:
    if pictures_only:
        return _("Choose a picture (JPEG, PNG or WebP).")
    return _("Choose a PDF or a picture (JPEG, PNG or WebP).")


def _name(name: str, suffix: str) -> str:
    stem = "".join(sign for sign in name.rsplit(".", 1)[0] if sign.isprintable() and sign not in '/\\:*?"<>|')
    return f"{stem.strip()[:100] or 'file'}.{suffix}"
