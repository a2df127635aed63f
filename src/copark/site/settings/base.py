"""Django settings; what an operator may choose comes from `copark.site.options`."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from copark.site.options import DEFAULT_SECRET, Options

OPTIONS = Options()
ROOT = Path(__file__).resolve().parents[4]
DATA = OPTIONS.data.resolve()

DEBUG = OPTIONS.debug
SECRET_KEY = OPTIONS.secret_key
if not DEBUG and SECRET_KEY == DEFAULT_SECRET:
    message = (
        "COPARK_SECRET_KEY is not set. Outside debug mode Copark does not start with the default"
        " secret: set COPARK_SECRET_KEY to a long random text, or COPARK_DEBUG=true for a first"
        " look."
    )
    raise ImproperlyConfigured(message)

ALLOWED_HOSTS = [host.strip() for host in OPTIONS.allowed_hosts.split(",") if host.strip()]
INSTALLED_APPS = [
    "copark.site.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "ninja",  # serves its documentation page from our own host
    "template_partials",
    "copark.site.apps.SiteConfig",
    "copark.web",
    "copark.base",
    "copark.registry",
    "copark.factors",
    "copark.alerts",
    "copark.monitoring",
    "copark.meters",
    "copark.inventory",
    "copark.energy",
    "copark.carbon",
    "copark.pollution",
    "copark.synergy",
    "copark.statistics",
    "copark.reporting",
    "copark.screen",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "copark.web.middleware.refusals",
    "copark.factors.middleware.one_edition",
]
ROOT_URLCONF = "copark.site.urls"
ASGI_APPLICATION = "copark.site.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "copark.site.context.shell",
            ],
        },
    }
]


def _database(url: str) -> dict[str, object]:
    if not url:
        DATA.mkdir(parents=True, exist_ok=True)  # SQLite makes a file, but no folder
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(DATA / "records.sqlite3"),
            "OPTIONS": {
                # a writer waits at the start instead of failing in the middle
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": _host(parts.netloc),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair),
    }


def _host(netloc: str) -> str:
    """Return the host as written: `urlsplit` lowers its case, but it may be a socket's folder."""
    host = netloc.rpartition("@")[2]
    name, colon, port = host.rpartition(":")
    return unquote(name if colon and port.isdigit() else host)


DATABASES = {"default": _database(OPTIONS.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "base.User"
LOGIN_URL = "base:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "base:login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
    )
]

LANGUAGE_CODE = OPTIONS.language
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LANGUAGE_COOKIE_NAME = "copark_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [
    (name, folder)
    for name, folder in (
        ("echarts", ROOT / "node_modules/echarts/dist"),
        ("maplibre", ROOT / "node_modules/maplibre-gl/dist"),
        ("inter", ROOT / "node_modules/@fontsource-variable/inter"),
        ("noto-sans-sc", ROOT / "node_modules/@fontsource-variable/noto-sans-sc"),
    )
    if folder.is_dir()  # without them a page shows the table of numbers and says so
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = OPTIONS.https
SECURE_HSTS_SECONDS = 31_536_000 if OPTIONS.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = OPTIONS.https
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

# Where the parts that are not Django keep their things.
COPARK_DATA = DATA
COPARK_INBOX = DATA / "inbox"
COPARK_ARCHIVE = DATA / "archive"
COPARK_RECENT = True  #: Whether answers that took long are kept for a while.
COPARK_ROSTER = DATA / "roster.json"
COPARK_OUTBOX = DATA / "outbox.sqlite3"
COPARK_STATUS = DATA / "status"
