"""Settings of the test suite: SQLite, or PostgreSQL where COPARK_TEST_DATABASE_URL says so."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_FOLDER = Path(tempfile.mkdtemp(prefix="copark-test-"))
os.environ["COPARK_DATA"] = str(_FOLDER)
os.environ.setdefault("COPARK_SECRET_KEY", "test-only-key-that-signs-nothing-of-value-000000")
os.environ["COPARK_DATABASE_URL"] = os.environ.get("COPARK_TEST_DATABASE_URL", "")

from copark.site.settings.base import *  # noqa: E402, F403 - they read the environment
from copark.site.settings.base import DATABASES  # noqa: E402 - they read the environment

if not os.environ["COPARK_DATABASE_URL"]:
    DATABASES["default"]["TEST"] = {"NAME": str(_FOLDER / "test.sqlite3")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
LANGUAGE_CODE = "en"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
COPARK_RECENT = False
