import re

from django.conf import settings
from django.core.exceptions import BadRequest, ImproperlyConfigured, PermissionDenied
from django.core.files.uploadhandler import FileUploadHandler, MemoryFileUploadHandler, SkipFile
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from plaza.core import offices
from plaza.core.errors import AlreadySaved, Conflict, NotAllowed, NotPossible
from plaza.core.views import errors

# NUL ends a string in PostgreSQL, a lone surrogate cannot be encoded: neither is text a person typed.
UNREADABLE = re.compile("[\x00\ud800-\udfff]")

CHUNK, READ_AWAY = 64 * 1024, 48 * 1024 * 1024
WITHOUT_DATABASE = ("/healthz", "/readyz")  # asked by machines, also while the database is away


def client_address(request) -> str:
    return request.META.get("REMOTE_ADDR", "")


class ProxyAddress:
    """REMOTE_ADDR as seen by the outermost of PLAZA_TRUSTED_PROXIES proxies; nothing else is believed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.TRUSTED_PROXIES:
            hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
            if len(hops) >= settings.TRUSTED_PROXIES:
                request.META["REMOTE_ADDR"] = hops[-settings.TRUSTED_PROXIES]
        return self.get_response(request)


class CleanInput:
    """Refuses what is too large, by what it says of its size (a body that says nothing is not read), and an address
    that no database can hold; a cookie of that kind counts as none. Answers are marked as not to be stored."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if _says(request) > settings.REQUEST_MAX_BYTES:
            for _ in range(0, READ_AWAY, CHUNK):  # a browser shows the answer when it could send everything
                if not request.read(CHUNK):
                    break
            return errors.too_large(request)
        if UNREADABLE.search(request.path_info) or any(UNREADABLE.search(value) for value in _values(request.GET)):
            return errors.bad_request(request, BadRequest())
        request.COOKIES = {
            name: value for name, value in request.COOKIES.items() if not UNREADABLE.search(name + value)
        }
        response = self.get_response(request)
        if not request.path_info.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response


class Dropped(FileUploadHandler):
    """A file that is not wanted: read past, kept nowhere."""

    def new_file(self, *args, **kwargs):
        raise SkipFile

    def receive_data_chunk(self, raw_data, start):
        return None

    def file_complete(self, file_size):
        return None


class CleanForm:
    """Reads the form: a stranger's files stay in memory or are dropped, so that nobody unknown fills the disk.
    Refuses text that no database can hold. Stands below the session: it has to know who sends."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method == "POST":
            if not request.user.is_authenticated:
                request.upload_handlers = [MemoryFileUploadHandler(request), Dropped(request)]
            if any(UNREADABLE.search(value) for value in _values(request.POST)):
                return errors.bad_request(request, BadRequest())
        return self.get_response(request)


class Language:
    """The person's language, else the cookie, else (demo) the browser, else the office's default."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info in WITHOUT_DATABASE:
            return self.get_response(request)
        offered = offices.current().offered_languages or [settings.LANGUAGE_CODE]
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if request.user.is_authenticated and request.user.language:
            chosen = request.user.language
        if chosen not in offered and settings.DEMO:
            chosen = translation.get_language_from_request(request)
        if chosen not in offered:
            chosen = offices.current().default_language
        translation.activate(chosen)
        request.LANGUAGE_CODE = chosen
        response = self.get_response(request)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        response.headers.setdefault("Content-Language", chosen)
        return response


# What a person with an initial password may still do before choosing one.
BEFORE_OWN_PASSWORD = {"core:password", "core:sign_out", "core:language", "core:text_size"}


class Refusals:
    """Every view needs a rule; an initial password is changed first; what an action refuses becomes a page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not hasattr(view, "rule"):
            raise ImproperlyConfigured(f"{view.__module__}.{view.__name__} has no access rule")
        if (
            view.rule.kind != "public"
            and getattr(request.user, "must_change_password", False)
            and request.resolver_match.view_name not in BEFORE_OWN_PASSWORD
        ):
            return redirect("core:password")
        if (
            view.rule.kind != "public"
            and request.method == "POST"
            and not request.user.is_authenticated
            and not request.htmx
            and errors.holds_text(request)
        ):
            return errors.signed_out(request)
        return None

    def process_exception(self, request, exception) -> HttpResponse | None:
        if isinstance(exception, Conflict):
            return errors.conflict(request, exception)
        if isinstance(exception, NotAllowed):
            return errors.forbidden(request, PermissionDenied())
        if isinstance(exception, AlreadySaved):
            exception = NotPossible(_("This form was saved already, with other content. Load the page again."))
        if isinstance(exception, NotPossible):
            return errors.not_possible(request, exception)
        return None


def _says(request) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:  # Django reads nothing then
        return 0


def _values(data):
    for key, values in data.lists():
        yield key
        yield from values
