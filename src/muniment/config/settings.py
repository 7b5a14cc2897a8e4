"""All settings, read from the environment. Each is documented in docs/reference/settings.md."""

import ipaddress
import os
import secrets
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONCE
from django.core.exceptions import ImproperlyConfigured

from muniment.config import elsewhere


def _flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def _words(name: str, default: str = "") -> list[str]:
    return [word for word in os.environ.get(name, default).replace(",", " ").split() if word]


def _secret_key(home: Path) -> str:
    """The key of this body, made by `muniment init`; before that a key for this process only."""
    given = os.environ.get("MUNIMENT_SECRET_KEY", "")
    key_file = home / "keys" / "secret.key"
    if given:
        return _strong(given, "MUNIMENT_SECRET_KEY")
    if key_file.is_file():
        return _strong(key_file.read_text("ascii").strip(), str(key_file))
    return secrets.token_urlsafe(64)


def _strong(key: str, where: str) -> str:
    """The key, unless it can be guessed: whoever has it can sign in as anybody."""
    if len(key) < 50 or len(set(key)) < 10 or key.startswith("django-insecure-"):
        raise ImproperlyConfigured(
            f"The secret key in {where} is too weak: it needs 50 random letters or more. "
            "Leave it out, and the one that 'muniment init' made is used."
        )
    return key


def _number(name: str, default: int, *, least: int = 1) -> int:
    """A whole number of at least so many."""
    given = os.environ.get(name, "") or str(default)
    if not given.isdecimal() or int(given) < least:
        raise ImproperlyConfigured(f"{name} must be a whole number, {least} or more.")
    return int(given)


def _scanner(given: str) -> str:
    """Where the malware scanner answers; empty where there is none."""
    host, _, port = given.rpartition(":")
    if given and not (given.startswith("unix:/") or (host and port.isdecimal())):
        raise ImproperlyConfigured("MUNIMENT_CLAMD is unix:/path/of/socket or host:port.")
    return given


def _content_copy(given: str, home: Path) -> Path | None:
    """The folder of the second copy, unless it would be lost with the first."""
    if not given:
        return None
    folder = Path(given).resolve()
    if folder == home or folder.is_relative_to(home) or home.is_relative_to(folder):
        raise ImproperlyConfigured(
            "MUNIMENT_CONTENT_COPY must be outside the data folder, best on another disk."
        )
    return folder


def _risk_scales(given: str) -> Path | None:
    """The body's own scales of risk, which must be scales: every reason why not is told."""
    if not given:
        return None
    from muniment.governance.risks.adapters import pack

    _, wrong = pack.load(Path(given).resolve())
    if wrong:
        said = " ".join(one.message for one in wrong)
        raise ImproperlyConfigured(f"MUNIMENT_RISK_SCALES: {said}")
    return Path(given).resolve()


def _networks(words: list[str], name: str) -> list[str]:
    """The networks, each of which must be one."""
    for word in words:
        try:
            ipaddress.ip_network(word, strict=False)
        except ValueError:
            said = f"{name}: {word} is not a network such as 10.0.0.0/8."
            raise ImproperlyConfigured(said) from None
    return words


# -- where things are ---------------------------------------------------------------------------
MUNIMENT_HOME = Path(os.environ.get("MUNIMENT_HOME", "var/muniment")).resolve()
MUNIMENT_CHECKPOINTS = Path(
    os.environ.get(
        "MUNIMENT_CHECKPOINTS", MUNIMENT_HOME.with_name(MUNIMENT_HOME.name + "-checkpoints")
    )
).resolve()
MUNIMENT_ORIGIN = os.environ.get("MUNIMENT_ORIGIN", "muniment.example/audit")
MUNIMENT_BODY_NAME = os.environ.get("MUNIMENT_BODY_NAME", "")

# -- what the deployment allows -----------------------------------------------------------------
MUNIMENT_ALLOW_UNSANDBOXED = _flag("MUNIMENT_ALLOW_UNSANDBOXED")
MUNIMENT_CLAMD = _scanner(os.environ.get("MUNIMENT_CLAMD", ""))
MUNIMENT_CLAMD_SECONDS = _number("MUNIMENT_CLAMD_SECONDS", 30)
MUNIMENT_CLAMD_ENCRYPTED = os.environ.get("MUNIMENT_CLAMD_ENCRYPTED", "quarantine").lower()
if MUNIMENT_CLAMD_ENCRYPTED not in {"quarantine", "allow"}:
    raise ImproperlyConfigured("MUNIMENT_CLAMD_ENCRYPTED is quarantine or allow.")
MUNIMENT_OCR_LANGUAGES = _words("MUNIMENT_OCR_LANGUAGES", "eng cym")
MUNIMENT_OCR_PAGES = _number("MUNIMENT_OCR_PAGES", 50)
MUNIMENT_TIERS = _words("MUNIMENT_TIERS", "OFFICIAL")
MUNIMENT_RISK_SCALES = _risk_scales(os.environ.get("MUNIMENT_RISK_SCALES", ""))
MUNIMENT_MAX_UPLOAD_BYTES = _number("MUNIMENT_MAX_UPLOAD_BYTES", 10 * 2**30)
MUNIMENT_HEADROOM_BYTES = _number("MUNIMENT_HEADROOM_BYTES", 64 * 2**20, least=0)
MUNIMENT_BLOB_GRACE_HOURS = _number("MUNIMENT_BLOB_GRACE_HOURS", 24, least=0)
# Days that the log of searches is kept: what people look for is personal data.
MUNIMENT_SEARCH_LOG_DAYS = _number("MUNIMENT_SEARCH_LOG_DAYS", 365, least=0)
MUNIMENT_BACKUP_DAYS = _number("MUNIMENT_BACKUP_DAYS", 35, least=0)
MUNIMENT_BACKUP_FOLDER = (
    Path(os.environ["MUNIMENT_BACKUP_FOLDER"]).resolve()
    if os.environ.get("MUNIMENT_BACKUP_FOLDER")
    else None
)
MUNIMENT_CONTENT_COPY = _content_copy(os.environ.get("MUNIMENT_CONTENT_COPY", ""), MUNIMENT_HOME)
MUNIMENT_S3_ENDPOINT = os.environ.get("MUNIMENT_S3_ENDPOINT", "")
MUNIMENT_CONTENT_STORE = elsewhere.content_store(
    os.environ.get("MUNIMENT_CONTENT_STORE", ""), MUNIMENT_S3_ENDPOINT
)
# A file that says who is told of personal data breaches, and in how many hours; blank: the one
# that comes with the program.
MUNIMENT_BREACH_PACK = os.environ.get("MUNIMENT_BREACH_PACK", "")
# Fewer days than two weekly changes of keys could not be kept to.
MUNIMENT_KEY_DAYS = _number("MUNIMENT_KEY_DAYS", 35, least=14)
MUNIMENT_CONTENT_KEYS = (
    Path(os.environ["MUNIMENT_CONTENT_KEYS"]).resolve()
    if os.environ.get("MUNIMENT_CONTENT_KEYS")
    else None
)
# Seconds; where none are named the database decides.
MUNIMENT_BACKUP_EVERY = (
    _number("MUNIMENT_BACKUP_EVERY", 1) if os.environ.get("MUNIMENT_BACKUP_EVERY") else None
)
MUNIMENT_LEASE_SECONDS = _number("MUNIMENT_LEASE_SECONDS", 300)
MUNIMENT_BROKER = elsewhere.broker(os.environ.get("MUNIMENT_BROKER", ""))
MUNIMENT_CLOCK_JUMP_HOURS = _number("MUNIMENT_CLOCK_JUMP_HOURS", 24, least=0)
MUNIMENT_CHECKPOINT_SECONDS = _number("MUNIMENT_CHECKPOINT_SECONDS", 60)
MUNIMENT_RETENTION_CLOCK = "muniment.lifecycle.retention.queries.clock"
MUNIMENT_HOLD_GUARD = "muniment.lifecycle.holds.queries.reasons_not_to_move"
MUNIMENT_HELD_AMONG = "muniment.lifecycle.holds.queries.held_among"
MUNIMENT_ALTER_GUARD = "muniment.lifecycle.holds.queries.reasons_not_to_alter"
MUNIMENT_MERGE_GUARD = "muniment.lifecycle.transfer.queries.reasons_not_to_merge"
MUNIMENT_CLASS_HOLD_GUARD = "muniment.lifecycle.holds.queries.reasons_not_to_move_class"
MUNIMENT_PLACE_HELD = "muniment.lifecycle.holds.queries.is_place_held"
MUNIMENT_CLASS_CHANGED = "muniment.holdings.naming.actions.class_changed"
MUNIMENT_TITLE_JUDGE = "muniment.holdings.naming.queries.judge"
MUNIMENT_MAIL_SORTER = "muniment.holdings.mail.queries.judge"
MUNIMENT_SEARCH_INDEX = "muniment.holdings.search.actions.index"
MUNIMENT_INDEXED = "muniment.lifecycle.holds.actions.pick_up"
MUNIMENT_PERSON_CHANGED = "muniment.people.directory.actions.person_changed"
MUNIMENT_PERSON_LEFT = [
    "muniment.governance.assets.actions.person_left",
    "muniment.governance.risks.actions.person_left",
]
MUNIMENT_HOLD_PLACED = "muniment.lifecycle.disposal.actions.pull_out"

# -- sources: what may be reached and read in the name of whoever configures one -----------------
MUNIMENT_SOURCE_NETWORKS = _networks(_words("MUNIMENT_SOURCE_NETWORKS"), "MUNIMENT_SOURCE_NETWORKS")
MUNIMENT_SOURCE_CERTIFICATES = os.environ.get("MUNIMENT_SOURCE_CERTIFICATES", "")
MUNIMENT_CAPTURE_ADDRESS = os.environ.get("MUNIMENT_CAPTURE_ADDRESS", "")
MUNIMENT_CAPTURE_PERSON = os.environ.get("MUNIMENT_CAPTURE_PERSON", "")
MUNIMENT_CAPTURE_SENDERS = _words("MUNIMENT_CAPTURE_SENDERS")
MUNIMENT_CAPTURE_RELAYS = _networks(_words("MUNIMENT_CAPTURE_RELAYS"), "MUNIMENT_CAPTURE_RELAYS")
MUNIMENT_CAPTURE_AUTHORITY = os.environ.get("MUNIMENT_CAPTURE_AUTHORITY", "")
MUNIMENT_CAPTURE_MAX_BYTES = _number("MUNIMENT_CAPTURE_MAX_BYTES", 35 * 2**20)
MUNIMENT_WATCHED_FOLDERS = [
    folder for folder in os.environ.get("MUNIMENT_WATCHED_FOLDERS", "").split(":") if folder
]

# -- e-mail: who is told that there is something to do. Without a server none is sent -------------
MUNIMENT_ADDRESS = os.environ.get("MUNIMENT_ADDRESS", "")
MUNIMENT_MAIL_SERVER = os.environ.get("MUNIMENT_MAIL_SERVER", "")
MUNIMENT_MAIL_SECURITY = os.environ.get("MUNIMENT_MAIL_SECURITY", "starttls").lower()
if MUNIMENT_MAIL_SECURITY not in {"starttls", "tls", "none"}:
    raise ImproperlyConfigured("MUNIMENT_MAIL_SECURITY is starttls, tls or none.")
_sent = "smtp" if MUNIMENT_MAIL_SERVER else "dummy"
EMAIL_BACKEND = f"django.core.mail.backends.{_sent}.EmailBackend"
EMAIL_HOST, _, _port = MUNIMENT_MAIL_SERVER.partition(":")
if _port and not (_port.isdecimal() and 0 < int(_port) < 65_536):
    raise ImproperlyConfigured("MUNIMENT_MAIL_SERVER is a host, or host:port with a number.")
EMAIL_PORT = int(_port or {"starttls": 587, "tls": 465, "none": 25}[MUNIMENT_MAIL_SECURITY])
EMAIL_HOST_USER = os.environ.get("MUNIMENT_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("MUNIMENT_MAIL_PASSWORD", "")
EMAIL_USE_TLS = MUNIMENT_MAIL_SECURITY == "starttls"
EMAIL_USE_SSL = MUNIMENT_MAIL_SECURITY == "tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("MUNIMENT_MAIL_FROM", "muniment@localhost")

# -- Django --------------------------------------------------------------------------------------
SECRET_KEY = _secret_key(MUNIMENT_HOME)
DEBUG = _flag("MUNIMENT_DEBUG")
ALLOWED_HOSTS = _words("MUNIMENT_ALLOWED_HOSTS", "localhost 127.0.0.1 [::1]")
CSRF_TRUSTED_ORIGINS = _words("MUNIMENT_TRUSTED_ORIGINS")
SECURE = _flag("MUNIMENT_HTTPS", default=False)
MUNIMENT_PROXIES = _number("MUNIMENT_PROXIES", 0, least=0)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks",
    "django_tasks_db",
    "treebeard",
    "allauth",
    "allauth.account",
    "csp",
    "muniment.foundation.audit",
    "muniment.foundation.jobs",
    "muniment.foundation.access",
    "muniment.foundation.notices",
    "muniment.foundation.content",
    "muniment.holdings.fileplan",
    "muniment.holdings.metadata",
    "muniment.holdings.records",
    "muniment.holdings.capture",
    "muniment.holdings.search",
    "muniment.holdings.mail",
    "muniment.holdings.mailboxes",
    "muniment.holdings.naming",
    "muniment.holdings.duplicates",
    "muniment.holdings.advice",
    "muniment.holdings.physical",
    "muniment.holdings.habits",
    "muniment.holdings.inbox",
    "muniment.holdings.channels",
    "muniment.holdings.library",
    "muniment.lifecycle.retention",
    "muniment.lifecycle.holds",
    "muniment.lifecycle.disposal",
    "muniment.lifecycle.transfer",
    "muniment.governance.plans",
    "muniment.governance.bodies",
    "muniment.governance.assets",
    "muniment.governance.policies",
    "muniment.assurance.indicators",
    "muniment.governance.risks",
    "muniment.governance.incidents",
    "muniment.people.directory",
    "muniment.exchange.backup",
    "muniment.exchange.moves",
]

MIDDLEWARE = [
    "muniment.web.middleware.BehindProxies",
    # Early, so that the way from HTTP to HTTPS carries the headers too.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "muniment.web.middleware.Door",
]

ROOT_URLCONF = "muniment.config.urls"
WSGI_APPLICATION = "muniment.config.wsgi.application"
AUTH_USER_MODEL = "access.Person"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
        "PRAGMA foreign_keys=ON; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;"
    ),
}


def _database(url: str) -> dict[str, Any]:
    # A connection that was lost since the last request is noticed before the next one uses it.
    settings: dict[str, Any] = dict(
        dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    )
    if settings["ENGINE"].endswith("sqlite3"):
        settings["ENGINE"] = "muniment.foundation.kernel.sqlite3"
        settings["OPTIONS"] = dict(SQLITE_OPTIONS)
    return settings


DATABASES = {
    "default": _database(
        os.environ.get("MUNIMENT_DATABASE_URL", f"sqlite:///{MUNIMENT_HOME / 'muniment.sqlite3'}")
    )
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [Path(__file__).parents[1] / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "muniment.web.jinja.environment",
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "muniment.web.context.service",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "muniment.web.accounts.AccountAdapter"
ACCOUNT_FORMS = {"login": "muniment.web.accounts.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
    }
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = os.environ.get("MUNIMENT_STATIC_ROOT") or None
WHITENOISE_USE_FINDERS = True  # served from where they are; STATIC_ROOT is for a server in front
STATICFILES_DIRS = [Path(__file__).parents[1] / "web" / "static"]

# -- what every answer carries --------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'", NONCE],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "muniment.web.views.errors.csrf"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_TEMP_DIR = None
