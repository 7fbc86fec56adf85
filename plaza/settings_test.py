"""Settings of the test suite: SQLite unless DATABASE_URL says otherwise, fast hashing, plain static files."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("PLAZA_SECRET_KEY", "test-only-" + "0123456789abcdef" * 4)
os.environ.setdefault("PLAZA_FIELD_KEYS", "k1:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
if "PLAZA_TEST_DATA" not in os.environ:
    # One folder for the whole run; the process that made it takes it away again.
    os.environ["PLAZA_TEST_DATA"] = tempfile.mkdtemp(prefix="plaza-test-")
    atexit.register(shutil.rmtree, os.environ["PLAZA_TEST_DATA"], ignore_errors=True)
# Each worker of pytest-xdist has its own.
os.environ["PLAZA_DATA"] = os.path.join(os.environ["PLAZA_TEST_DATA"], os.environ.get("PYTEST_XDIST_WORKER", "main"))
os.makedirs(os.environ["PLAZA_DATA"], exist_ok=True)

from plaza import catalogues  # noqa: E402
from plaza.settings import *  # noqa: E402, F403
from plaza.settings import BASE_DIR, DATA, DATABASES, STORAGES  # noqa: E402

catalogues.compile_all(BASE_DIR / "locale")

ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
EMAIL_ENABLED = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# A test need not survive a power cut: no waiting for the disk. (Those that kill processes start Plaza as it is.)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    unsafe = DATABASES["default"]["OPTIONS"]["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    DATABASES["default"]["OPTIONS"]["init_command"] = unsafe
    # A file, not memory: threads and worker processes of the race tests share it.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "test.sqlite3")}
else:
    DATABASES["default"]["OPTIONS"] = {"options": "-c synchronous_commit=off"}
