"""The one picture of the demo: the scan of a unit's letter, drawn here so that nothing real is shown."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from plaza.core import files
from plaza.core.models import File


def letter(*, by, at) -> File:
    page = Image.new("RGB", (620, 877), "#FFFFFF")
    pen = ImageDraw.Draw(page)
    pen.line((60, 140, 560, 140), fill="#A61B1B", width=4)
    for row in range(14):
        pen.line((70, 220 + 36 * row, 550 if row % 5 else 420, 220 + 36 * row), fill="#4A5560", width=3)
    out = io.BytesIO()
    page.save(out, "PNG")
    return files.store(SimpleUploadedFile("letter.png", out.getvalue(), "image/png"), by=by, at=at)
