"""All settings of Plaza, from the environment. The same code path runs embedded and in production:
DATABASE_URL and REDIS_URL replace SQLite and the file broker, nothing else changes."""

import os
import time
from pathlib import Path
from urllib.parse import urlsplit

import environ
from celery.beat import BeatLazyFunc
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured

from plaza import keys

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DEMO = env.bool("PLAZA_DEMO", False)
EMBEDDED = env.bool("PLAZA_EMBEDDED", DEMO)  # `make run`, `make office`: makes its own keys and folders
DATA = Path(env.str("PLAZA_DATA", str(BASE_DIR / "var" / ("demo" if DEMO else "office")))).resolve()

os.umask(0o077)  # what a process of ours writes is for its own user
_made = keys.ensure(DATA) if EMBEDDED and not set(keys.NAMES) <= os.environ.keys() else {}


def _secret(name):
    value = env.str(name, _made.get(name, ""))
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. See docs/deploy.md, or start with `make office`.")
    return value


SECRET_KEY = _secret("PLAZA_SECRET_KEY")
# "id:base64,id:base64": the first key seals, all of them open. See plaza.core.masking.
FIELD_KEYS = _secret("PLAZA_FIELD_KEYS")

DEBUG = False
BASE_URL = env.str("PLAZA_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
_SECURE = urlsplit(BASE_URL).scheme == "https"
ALLOWED_HOSTS = env.list("PLAZA_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", urlsplit(BASE_URL).hostname])
CSRF_TRUSTED_ORIGINS = [BASE_URL]
# How many proxies in front may be believed about the client's address (0: none).
TRUSTED_PROXIES = env.int("PLAZA_TRUSTED_PROXIES", 0)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "crispy_forms",
    "csp",
    "django_filters",
    "django_htmx",
    "plaza.core",
    "events",
    "petitions",
    "followup",
    "evaluation",
    "plaza",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "plaza.core.middleware.ProxyAddress",
    "plaza.core.middleware.CleanInput",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "plaza.core.middleware.CleanForm",
    "plaza.core.idle.Idle",
    "plaza.core.middleware.Language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "plaza.core.middleware.Refusals",
]

ROOT_URLCONF = "plaza.urls"
WSGI_APPLICATION = "plaza.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "plaza.context.shell",
            ],
            "builtins": [
                *(f"plaza.core.templatetags.{kind}" for kind in ("drawings", "fields", "filters", "links", "words")),
                "crispy_forms.templatetags.crispy_forms_tags",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    }
]
# A small pack of our own: templates/plaza. A layout that names a field twice or wrongly is a fault, not a warning.
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "plaza"
CRISPY_FAIL_SILENTLY = False

# SQLite: IMMEDIATE and WAL, or readers that turn writers fail at once; FULL, because a register
# must survive a power cut. Never together with ATOMIC_REQUESTS.
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA / 'plaza.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["plaza.roles.RoleBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "core:sign_in"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 30 * 60  # until the first page is seen, see plaza.core.idle
SESSION_COOKIE_NAME = "plaza_session"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "plaza_language"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = env.str("PLAZA_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True
FORMAT_MODULE_PATH = ["plaza.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "files"}},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "files", "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "plaza.stylesheets.JoinedStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_BYTES = 10 * 1024 * 1024
REQUEST_MAX_BYTES = 12 * 1024 * 1024  # client_max_body_size in deploy/nginx.conf

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        # The style attributes carry widths of meters only; scripts stay strict.
        "style-src": ["'self'", "'unsafe-inline'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = _SECURE and env.bool("PLAZA_SSL_REDIRECT", False)
SECURE_HSTS_SECONDS = 31536000 if _SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
CSRF_FAILURE_VIEW = "plaza.core.views.errors.csrf_failed"
if not _SECURE:
    # An intranet office on plain HTTP is a supported set-up: PLAZA_BASE_URL decides.
    SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]
else:
    SILENCED_SYSTEM_CHECKS = ["security.W008"]  # nginx redirects

_smtp = env.email_url("PLAZA_SMTP_URL", default="dummymail://")
EMAIL_ENABLED = bool(env.str("PLAZA_SMTP_URL", ""))
EMAIL_BACKEND = _smtp["EMAIL_BACKEND"]
EMAIL_HOST = _smtp.get("EMAIL_HOST") or ""
EMAIL_PORT = _smtp.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _smtp.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _smtp.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = _smtp.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _smtp.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 10
AUDIT_MAIL = env.str("PLAZA_AUDIT_MAIL", "")  # who keeps the head of the audit record, away from this machine
DEFAULT_FROM_EMAIL = env.str("PLAZA_FROM_EMAIL", "plaza@localhost")

# Celery: the database is the queue and the truth; a message on the broker only rings the bell.
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
if not REDIS_URL:
    CELERY_BROKER_TRANSPORT = "plaza.core.fsbroker:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(DATA / "mq" / "queue"),
        "data_folder_out": str(DATA / "mq" / "queue"),
        "control_folder": str(DATA / "mq" / "control"),
        "processed_folder": str(DATA / "mq" / "done"),
        "store_processed": False,
        "polling_interval": 0.2,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_SERIALIZER = "json"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULER = "plaza.beat:Scheduler"
# What is sent again soon expires: a worker that was down for a night does not do the night's work at once.
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {
        "task": "plaza.core.tasks.heartbeat",
        "schedule": 60,
        "args": [BeatLazyFunc(time.time)],
        "options": {"expires": 120},
    },
    "deliver": {"task": "plaza.core.tasks.deliver", "schedule": 15, "options": {"expires": 60}},
    "link-audit": {"task": "plaza.core.tasks.link_audit", "schedule": 60, "options": {"expires": 120}},
    "prove-audit": {"task": "plaza.core.tasks.prove_audit", "schedule": crontab(hour=5, minute=40)},
    "remind": {"task": "followup.tasks.remind", "schedule": crontab(minute="*/10"), "options": {"expires": 1200}},
    "take-in-envelopes": {"task": "petitions.tasks.take_in_envelopes", "schedule": crontab(hour=2, minute=40)},
    "wipe-traces": {
        "task": "followup.tasks.wipe_traces",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 600},
    },
    "wipe-traces-thoroughly": {
        "task": "followup.tasks.wipe_traces",
        "schedule": crontab(hour=3, minute=0),
        "kwargs": {"thorough": True},
    },
    "clear-out": {"task": "plaza.core.tasks.clear_out", "schedule": crontab(hour=3, minute=5)},
    "recompute-calendar": {"task": "followup.tasks.recompute_clocks", "schedule": crontab(hour=3, minute=20)},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"redact": {"()": "plaza.core.logs.Redact"}},
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["redact"], "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "plaza": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
