"""Attachments: checked by content, stored inert under a random name, handed out under their owner's URL."""

import hashlib
import io
import secrets
from contextlib import contextmanager

import pikepdf
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import transaction
from django.http import FileResponse
from django.utils.translation import gettext as _
from PIL import Image

from plaza.core.errors import NotPossible
from plaza.core.models import File

Image.MAX_IMAGE_PIXELS = 40_000_000


def store(upload, *, by, at, pictures_only=False) -> File:
    """Keep an upload as a File. Pictures are drawn anew (no EXIF), PDF loses scripts and embedded files.

    Raises NotPossible with a sentence for what is too large, of another kind, or unreadable."""
    if upload.size > settings.FILE_UPLOAD_MAX_BYTES:
        raise NotPossible(_("The file is larger than 10 MB."))
    raw = upload.read()
    if raw.startswith(b"%PDF") and not pictures_only:
        body, kind, suffix = _clean_pdf(raw), "application/pdf", "pdf"
    else:
        body, kind, suffix = _clean_picture(raw, pictures_only)
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


def _clean_pdf(raw: bytes) -> bytes:
    try:
        with pikepdf.open(io.BytesIO(raw)) as pdf:
            for name in ("/OpenAction", "/AA", "/AcroForm"):
                if name in pdf.Root:
                    del pdf.Root[name]
            if "/Names" in pdf.Root:
                for name in ("/JavaScript", "/EmbeddedFiles"):
                    if name in pdf.Root.Names:
                        del pdf.Root.Names[name]
            out = io.BytesIO()
            pdf.save(out)
            return out.getvalue()
    except pikepdf.PdfError:
        raise NotPossible(_("The PDF cannot be read. Scan it again, or send a picture.")) from None


def _clean_picture(raw: bytes, pictures_only: bool) -> tuple[bytes, str, str]:
    try:
        picture = Image.open(io.BytesIO(raw))
        if picture.format not in ("JPEG", "PNG", "WEBP"):
            raise ValueError
        kind = "PNG" if picture.format == "PNG" else "JPEG"
        picture = picture.convert("RGBA" if kind == "PNG" and "A" in picture.getbands() else "RGB")
        out = io.BytesIO()
        picture.save(out, kind, quality=88)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise NotPossible(
            _("Choose a picture (JPEG, PNG or WebP).")
            if pictures_only
            else _("Choose a PDF or a picture (JPEG, PNG or WebP).")
        ) from None
    return out.getvalue(), f"image/{kind.lower()}", "png" if kind == "PNG" else "jpg"


def _name(name: str, suffix: str) -> str:
    stem = "".join(sign for sign in name.rsplit(".", 1)[0] if sign.isprintable() and sign not in '/\\:*?"<>|')
    return f"{stem.strip()[:100] or 'file'}.{suffix}"
