"""Settings of the test suite: SQLite unless DATABASE_URL says otherwise, fast hashing, plain static files."""

import os
import tempfile

os.environ.setdefault("PLAZA_SECRET_KEY", "test-only-" + "0123456789abcdef" * 4)
os.environ.setdefault("PLAZA_FIELD_KEYS", "k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
os.environ.setdefault("PLAZA_DATA", tempfile.mkdtemp(prefix="plaza-test-"))

from plaza import catalogues
from plaza.settings import *  # noqa: F403
from plaza.settings import BASE_DIR, DATA, DATABASES, STORAGES

catalogues.compile_all(BASE_DIR / "locale")

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
AXES_ENABLED = True
EMAIL_ENABLED = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads and worker processes of the race tests share it.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "test.sqlite3")}
