"""Reads one stranger's file and writes it anew, in a process of its own: what breaks or swells here is this process.

Run by plaza.core.files as a script, the file on standard input, the clean one on standard output. It gets no
environment, so it holds no key, and imports nothing of Plaza. Exit codes: 0, one of the four below, or a fault."""

import io
import resource
import sys

PASSWORD, NO_PICTURE, TOO_LARGE, UNREADABLE = 3, 4, 5, 6
LIMITS = {
    resource.RLIMIT_AS: 768 * 1024 * 1024,
    resource.RLIMIT_CPU: 10,  # seconds
    resource.RLIMIT_FSIZE: 24 * 1024 * 1024,
    resource.RLIMIT_NOFILE: 32,
    resource.RLIMIT_CORE: 0,
}
MOST_PIXELS = 50_000_000
PICTURES = ("JPEG", "PNG", "WEBP")

# What a page and a remark on it may keep. Everything else goes: actions, scripts, attached files, links, forms, media.
PAGE = {
    "/Type", "/Resources", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Contents", "/Rotate",
    "/Group", "/UserUnit", "/Annots",
}  # fmt: skip
REMARKS = {
    "/Text", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Highlight", "/Underline",
    "/Squiggly", "/StrikeOut", "/Stamp", "/Caret", "/Ink", "/Widget",
}  # fmt: skip
REMARK = {
    "/Type", "/Subtype", "/Rect", "/AP", "/AS", "/F", "/C", "/CA", "/IC", "/Contents", "/Border", "/BS", "/DA", "/Q",
    "/QuadPoints", "/InkList", "/L", "/LE", "/Vertices", "/RD", "/Name",
}  # fmt: skip
# Below the page, in drawings and fonts: what can carry a file, or fetch one.
CARRIERS = {"/EF", "/AF", "/AA", "/JS", "/OPI", "/Ref", "/PieceInfo", "/Metadata"}
FETCHED = {"/F", "/FFilter", "/FDecodeParms"}  # of a stream whose body lies in another file


def clean_pdf(raw: bytes) -> bytes:
    """The pages in a new document, nothing of the old document around them."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(raw)) as old, pikepdf.new() as new:
            for page in old.pages:
                _strip_page(page.obj, pikepdf)
                new.pages.append(page)
            if not len(new.pages):
                sys.exit(UNREADABLE)
            for thing in new.objects:
                _strip(thing, pikepdf)
            out = io.BytesIO()
            new.save(out)
            return out.getvalue()
    except pikepdf.PasswordError:
        sys.exit(PASSWORD)


def clean_picture(raw: bytes) -> bytes:
    """The picture drawn anew and upright, as PNG when it was one, else as JPEG."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # the limit stands below, before anything is decoded
    try:
        picture = Image.open(io.BytesIO(raw), formats=PICTURES)
    except Exception:  # of another kind, or its head is broken
        sys.exit(NO_PICTURE)
    if picture.width * picture.height > MOST_PIXELS:
        sys.exit(TOO_LARGE)
    kind = "PNG" if picture.format == "PNG" else "JPEG"
    picture.load()
    ImageOps.exif_transpose(picture, in_place=True)
    mode = "RGBA" if kind == "PNG" and picture.has_transparency_data else "RGB"
    if picture.mode != mode:
        picture = picture.convert(mode)
    picture.info.clear()  # place, camera and remarks; colours are those of the screen
    out = io.BytesIO()
    picture.save(out, kind, quality=88)
    return out.getvalue()


def _strip_page(page, pikepdf) -> None:
    remarks = page.get("/Annots")
    for name in set(page.keys()) - PAGE:
        if name != "/Parent":
            del page[name]
    if remarks is None:
        return
    kept = []
    for remark in remarks if isinstance(remarks, pikepdf.Array) else []:
        if isinstance(remark, pikepdf.Dictionary) and str(remark.get("/Subtype")) in REMARKS:
            for name in set(remark.keys()) - REMARK:
                del remark[name]
            kept.append(remark)
    page["/Annots"] = pikepdf.Array(kept)


def _strip(thing, pikepdf) -> None:
    if isinstance(thing, pikepdf.Array):
        for part in thing:
            if not _stands_alone(part):
                _strip(part, pikepdf)
    elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        away = CARRIERS | FETCHED if isinstance(thing, pikepdf.Stream) else CARRIERS
        for name in set(thing.keys()) & away:
            del thing[name]
        for name in thing.keys():  # noqa: SIM118
            part = thing[name]
            if not _stands_alone(part):
                _strip(part, pikepdf)


def _stands_alone(part) -> bool:
    """An object with a number of its own is visited under that."""
    return getattr(part, "is_indirect", False)


def main(kind: str) -> None:
    for what, most in LIMITS.items():
        resource.setrlimit(what, (most, most))
    clean = {"pdf": clean_pdf, "picture": clean_picture}[kind]
    sys.stdout.buffer.write(clean(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main(sys.argv[1])
