"""What a stranger's file may do to Plaza: nothing. It is read by a process of its own and comes out bare, or not."""

import io
import struct
import subprocess
import zlib

import pikepdf
import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, PngImagePlugin

from plaza.core import file_cleaner, files
from plaza.core.errors import NotPossible

pytestmark = pytest.mark.django_db


@pytest.fixture
def keep(cast, now):
    """keep(body): store it as an upload; the row, and what stands in the store afterwards."""

    def store(body, name="letter.pdf", declared="application/pdf", **how):
        upload = SimpleUploadedFile("x", body, declared)
        upload._name = name  # as a client may send it, not as Django would tidy it
        with translation.override("en"):
            file = files.store(upload, by=cast.handler, at=now, **how)
        return file, storages["private"].open(file.path).read()

    return store


def pdf(change=None, pages=1, **how) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page(page_size=(200, 300))
        if change:
            change(document)
        document.save(out, **how)
    return out.getvalue()


def picture(kind="PNG", size=(40, 60), colour="white", **how) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **how)
    return out.getvalue()


def script(words="app.alert(1)"):
    return Dictionary(S=Name.JavaScript, JS=String(words))


def attachment(document):
    stream = document.make_stream(b"MZ a programme")
    stream.Type = Name.EmbeddedFile
    return Dictionary(Type=Name.Filespec, F=String("a.exe"), EF=Dictionary(F=stream))


def remark(document, subtype, **more):
    rect = Array([0, 0, 10, 10])
    return document.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name("/" + subtype), Rect=rect, **more))


def add_to_page(document, **more):
    for name, value in more.items():
        document.pages[0].obj[Name("/" + name)] = value


def add_to_root(document, **more):
    for name, value in more.items():
        document.Root[Name("/" + name)] = value


def a_picture_that_carries_a_file(document):
    stream = document.make_stream(b"\0", Subtype=Name.Image, Type=Name.XObject, Width=1, Height=1, BitsPerComponent=8)
    stream.stream_dict.ColorSpace, stream.stream_dict.AF = Name.DeviceGray, Array([attachment(document)])
    add_to_page(document, Resources=Dictionary(XObject=Dictionary(Im0=stream)))


LAUNCH = Dictionary(S=Name.Launch, F=String("cmd.exe"))
DANGERS = {
    "page scripts": lambda pdf: add_to_page(pdf, AA=Dictionary(O=script())),
    "a script at the opening": lambda pdf: add_to_root(pdf, OpenAction=script()),
    "scripts of the document": lambda pdf: add_to_root(pdf, AA=Dictionary(WC=script())),
    "named scripts": lambda pdf: add_to_root(
        pdf, Names=Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script()])))
    ),
    "a programme behind a remark": lambda pdf: add_to_page(pdf, Annots=Array([remark(pdf, "Link", A=LAUNCH)])),
    "a programme behind a drawing": lambda pdf: add_to_page(
        pdf, Annots=Array([remark(pdf, "Square", A=LAUNCH, AA=Dictionary(E=LAUNCH))])
    ),
    "a programme in an outline": lambda pdf: add_to_root(
        pdf, Outlines=Dictionary(First=Dictionary(Title=String("x"), A=LAUNCH))
    ),
    "a form that sends": lambda pdf: add_to_root(
        pdf, AcroForm=Dictionary(Fields=Array([remark(pdf, "Widget", FT=Name.Tx, A=script())]), XFA=String("<x/>"))
    ),
    "attached files": lambda pdf: add_to_root(
        pdf, Names=Dictionary(EmbeddedFiles=Dictionary(Names=Array([String("a"), attachment(pdf)])))
    ),
    "files of the document": lambda pdf: add_to_root(pdf, AF=Array([attachment(pdf)])),
    "a file pinned to a page": lambda pdf: add_to_page(
        pdf, Annots=Array([remark(pdf, "FileAttachment", FS=attachment(pdf))])
    ),
    "a file in a picture": a_picture_that_carries_a_file,
    "a film": lambda pdf: add_to_page(pdf, Annots=Array([remark(pdf, "RichMedia", RichMediaContent=script())])),
}


@pytest.mark.parametrize("danger", DANGERS)
def test_a_stored_pdf_holds_no_script_no_action_and_no_file(keep, danger):
    dirty = pdf(DANGERS[danger])
    with pikepdf.open(io.BytesIO(dirty)) as before:
        assert dangers_in(before)
    _file, body = keep(dirty)
    with pikepdf.open(io.BytesIO(body)) as after:
        assert not dangers_in(after)
        assert len(after.pages) == 1
        assert set(after.Root.keys()) <= {"/Type", "/Pages"}


def dangers_in(document) -> list[str]:
    """The words of what acts, sends or carries, anywhere in the document."""
    words = ("/JavaScript", "/JS", "/Launch", "/AA", "/OpenAction", "/EF", "/EmbeddedFile", "/XFA", "/RichMedia", "/AF")
    things = [thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing for thing in document.objects]
    text = " ".join(thing.unparse(resolved=True).decode("latin-1") for thing in things)
    return [word for word in words if word in text]


def test_pages_remarks_and_pictures_of_a_pdf_stay(keep):
    def fill(document):
        drawing = document.make_stream(b"0 0 10 10 re f", Type=Name.XObject, Subtype=Name.Form)
        stamp = remark(document, "Stamp", AP=Dictionary(N=drawing), A=LAUNCH)
        add_to_page(document, Annots=Array([stamp]), Contents=document.make_stream(b"0 0 5 5 re f"), Rotate=90)

    _file, body = keep(pdf(fill, pages=3))
    with pikepdf.open(io.BytesIO(body)) as after:
        page = after.pages[0]
        assert (len(after.pages), page.Rotate, list(page.MediaBox)) == (3, 90, [0, 0, 200, 300])
        assert page.Contents.read_bytes() == b"0 0 5 5 re f"
        assert page.Annots[0].AP.N.read_bytes() == b"0 0 10 10 re f"
        assert not after.docinfo


def test_what_a_page_inherits_from_its_document_stays(keep):
    def hang_higher(document):
        tree = document.Root.Pages
        tree.MediaBox, tree.Rotate = Array([0, 0, 111, 222]), 180
        for page in document.pages:
            del page.obj.MediaBox

    _file, body = keep(pdf(hang_higher, pages=2))
    with pikepdf.open(io.BytesIO(body)) as after:
        assert [(page.MediaBox[3], page.Rotate) for page in after.pages] == [(222, 180)] * 2


@pytest.mark.parametrize(
    "names",
    [Array([1, 2]), 7, String("x"), Dictionary(JavaScript=7), Dictionary(EmbeddedFiles=Array([1]), JavaScript=True)],
)
def test_odd_names_of_a_pdf_are_no_fault(keep, names):
    _file, body = keep(pdf(lambda document: add_to_root(document, Names=names, OpenAction=names)))
    with pikepdf.open(io.BytesIO(body)) as after:
        assert "/Names" not in after.Root


@pytest.mark.parametrize("remarks", [7, Array([1, String("x"), Dictionary()]), Dictionary(A=1), Array([Array([])])])
def test_odd_remarks_of_a_page_are_no_fault(keep, remarks):
    keep(pdf(lambda document: add_to_page(document, Annots=remarks, Contents=5, Resources=7)))


def test_a_pdf_with_a_password_is_refused_in_words(keep):
    locked = pdf(encryption=pikepdf.Encryption(user="open", owner="own"))
    with pytest.raises(NotPossible, match="asks for a password"):
        keep(locked)


def test_a_pdf_that_everybody_may_read_and_nobody_change_is_kept_without_its_lock(keep):
    _file, body = keep(pdf(encryption=pikepdf.Encryption(user="", owner="own")))
    with pikepdf.open(io.BytesIO(body)) as after:
        assert not after.is_encrypted


BROKEN = {
    "a head alone": b"%PDF-1.7\n",
    "noise": b"%PDF-1.7\n" + bytes(range(256)) * 40,
    "no pages": pdf(pages=0),
    "a page tree that is a number": pdf(lambda document: add_to_root(document, Pages=7)),
    "deep": b"%PDF-1.7\n1 0 obj\n" + b"[" * 200_000 + b"\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF",
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_pdf_is_refused_in_words(keep, fault):
    with pytest.raises(NotPossible, match="The PDF cannot be read"):
        keep(BROKEN[fault])


def twice_compressed(text: bytes, times: int) -> bytes:
    packer = zlib.compressobj(1)
    once = b"".join(packer.compress(text) for _ in range(times)) + packer.flush()
    return zlib.compress(once, 9)


def swelling_pdf(megabytes: int) -> bytes:
    """A small file whose page lies in a stream that was compressed twice."""
    page = b"3 0 <</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    inside = twice_compressed(page + b" " * (1024 * 1024 - len(page)), megabytes)
    head = b"<</Type/ObjStm/N 1/First 4/Filter[/FlateDecode/FlateDecode]/Length %d>>" % len(inside)
    one = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    two = b"2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n"
    four = b"4 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (head, inside)
    places = [9, len(one), len(one + two), len(one + two + four)]
    rows = [(0, 0, 65535), (1, places[0], 0), (1, places[1], 0), (2, 4, 0), (1, places[2], 0), (1, places[3], 0)]
    table = b"".join(struct.pack(">BIH", *row) for row in rows)
    head = b"<</Type/XRef/Size 6/W[1 4 2]/Root 1 0 R/Length %d>>" % len(table)
    five = b"5 0 obj\n%s\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % (head, table, places[3])
    return one + two + four + five


def test_a_small_pdf_that_swells_to_gigabytes_is_refused(keep):
    """The same file, small, is read: it is the size that is refused."""
    keep(swelling_pdf(1))
    bomb = swelling_pdf(1000)
    assert len(bomb) < 100_000
    with pytest.raises(NotPossible, match="The PDF cannot be read"):
        keep(bomb)


def head_of_png(width, height) -> bytes:
    body = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    sum_ = struct.pack(">I", zlib.crc32(b"IHDR" + body))
    data = struct.pack(">I", 100) + b"IDAT"
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + body + sum_ + data


@pytest.mark.parametrize("size", [(100_000, 100_000), (50_000_001, 1), (10_000, 5_001)])
def test_a_picture_of_too_many_pixels_is_refused_by_its_head_before_it_is_decoded(keep, size):
    with pytest.raises(NotPossible, match="too many pixels"):
        keep(head_of_png(*size), "a.png", "image/png")


def test_a_picture_that_swells_is_refused_by_its_size_and_not_by_its_weight(keep):
    bomb = picture(size=(9000, 9000))
    assert len(bomb) < 500_000
    with pytest.raises(NotPossible, match="too many pixels"):
        keep(bomb, "a.png", "image/png")


def test_a_phone_s_largest_picture_is_kept(keep):
    file, _body = keep(picture("JPEG", (8000, 6000)), "a.jpg", "image/jpeg")
    assert file.content_type == "image/jpeg"


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
OTHERS = {
    "SVG as PNG": SVG,
    "HTML": b"<!DOCTYPE html><script>alert(1)</script>",
    "a programme": b"MZ\x90\0" + b"\0" * 200,
    "a ZIP": b"PK\x03\x04" + b"\0" * 200,
    "nothing": b"",
    "GIF": picture("GIF"),
    "BMP": picture("BMP"),
    "TIFF": picture("TIFF"),
    "ICO": picture("ICO"),
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    "a cut PNG": picture()[:60],
    "a PNG head and SVG": head_of_png(10, 10) + SVG,
}


@pytest.mark.parametrize("kind", OTHERS)
def test_what_is_no_picture_of_the_three_kinds_is_refused_whatever_it_is_called(keep, kind):
    for name, declared in (("a.png", "image/png"), ("a.pdf", "application/pdf")):
        with pytest.raises(NotPossible, match="Choose a PDF or a picture"):
            keep(OTHERS[kind], name, declared)


def test_where_a_picture_is_wanted_a_pdf_is_refused(keep):
    with pytest.raises(NotPossible, match="Choose a picture"):
        keep(pdf(), "a.png", "image/png", pictures_only=True)


@pytest.mark.parametrize(
    ("body", "name", "declared", "kept", "kind"),
    [
        (picture("PNG"), "报告.pdf", "application/pdf", "报告.png", "image/png"),
        (picture("JPEG"), "a.png", "image/png", "a.jpg", "image/jpeg"),
        (picture("WEBP"), "a.webp", "image/webp", "a.jpg", "image/jpeg"),
        (pdf(), "a.html", "text/html", "a.pdf", "application/pdf"),
        (pdf(), "../../etc/pass\u202ewd\n.pdf", "image/png", "....etcpasswd.pdf", "application/pdf"),
        (pdf(), "", "", "file.pdf", "application/pdf"),
        (picture("PNG"), "a.php.png", "image/png", "a.php.png", "image/png"),
    ],
)
def test_kind_and_ending_come_from_the_content(keep, body, name, declared, kept, kind):
    file, _body = keep(body, name, declared)
    assert (file.name, file.content_type) == (kept, kind)


@pytest.mark.parametrize(
    ("body", "hidden"),
    [
        (picture("PNG") + b"PK\x03\x04<script>", b"<script>"),
        (picture("JPEG", comment=b"<script>") + b"<script>", b"<script>"),
        (pdf() + b"\n<script>", b"<script>"),
    ],
)
def test_what_hangs_behind_or_inside_a_file_does_not_come_along(keep, body, hidden):
    assert hidden in body
    assert hidden not in keep(body)[1]


def test_a_picture_loses_what_its_camera_wrote_and_stands_upright(keep):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera of somebody"
    _file, body = keep(picture("JPEG", (40, 20), exif=exif), "a.jpg", "image/jpeg")
    stored = Image.open(io.BytesIO(body))
    assert (stored.size, dict(stored.getexif())) == ((20, 40), {})
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "somebody")
    assert b"somebody" not in keep(picture(pnginfo=text), "a.png", "image/png")[1]


def test_a_file_that_takes_too_long_is_refused(keep, monkeypatch):
    def never(*args, timeout, **how):
        raise subprocess.TimeoutExpired(args[0], timeout)

    monkeypatch.setattr(files.subprocess, "run", never)
    with pytest.raises(NotPossible, match="The PDF cannot be read"):
        keep(pdf())


def test_the_reader_of_files_knows_no_key_and_has_limits(monkeypatch, keep):
    ran = []
    monkeypatch.setattr(files.subprocess, "run", lambda command, **how: ran.append((command, how)) or Ended)
    with pytest.raises(NotPossible):
        keep(pdf())
    ((_command, how),) = ran
    assert how["env"] == {} and how["timeout"] <= 30
    assert {file_cleaner.resource.RLIMIT_AS, file_cleaner.resource.RLIMIT_CPU} <= set(file_cleaner.LIMITS)


class Ended:
    returncode = -9
