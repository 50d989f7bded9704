"""Settings: the only reader of the environment. ``CONFIG_CLASS`` names one of the three classes."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import click

ROOT = Path(__file__).resolve().parent.parent
INSTANCE = ROOT / "instance"
SHORTEST_KEY = 32
#: The plain role that ``flask db upgrade`` makes where ``DATABASE_APP_PASSWORD`` is set.
APPLICATION_ROLE = "sigma_app"


class ConfigError(click.ClickException):
    """The settings cannot work; the message names the one to mend, and is all that a terminal shows."""


def database_url(url: str) -> str:
    """The address as SQLAlchemy takes it: psycopg2 for PostgreSQL, SQLite paths from the project's folder.

    Hosts hand out ``postgres://``, which SQLAlchemy refuses, and ``postgresql://`` means another driver to it.
    """
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg2://" + url.removeprefix(prefix)
    if url.startswith("sqlite:///") and not url.startswith("sqlite:////") and url != "sqlite:///:memory:":
        path = Path(url.removeprefix("sqlite:///"))
        return f"sqlite:///{path if path.is_absolute() else (ROOT / path)}"
    return url


def _as_application(owner: str, password: str) -> str:
    """The address of the plain role that ``flask db upgrade`` makes beside the owner; empty where none is wanted."""
    if not (owner and password):
        return ""
    parts = urlsplit(owner)
    return parts._replace(
        netloc=f"{APPLICATION_ROLE}:{quote(password, safe='')}@{parts.netloc.rpartition('@')[2]}"
    ).geturl()


def _deployment(base_url: str) -> str:
    """A name for this deployment among others on the same Redis or broker: the address that it is served at."""
    parts = urlsplit(base_url)
    return re.sub(r"[^a-z0-9.-]+", "-", f"{parts.netloc}{parts.path}".lower()).strip("-")


def _flag(text: str | None, default: bool) -> bool:
    return default if not text else text.strip().lower() in ("1", "true", "yes", "on")


def _number(name: str, text: str | None) -> int:
    typed = (text or "0").strip()
    if not (typed.isascii() and typed.isdigit()):
        raise ConfigError(f"{name} is {typed}, which is no number.")
    return int(typed)


def _broker(url: str) -> str:
    if url and urlsplit(url).scheme not in ("redis", "rediss", "amqp", "amqps"):
        raise ConfigError("CELERY_BROKER_URL has to begin with redis://, rediss://, amqp:// or amqps://.")
    return url


def _words(text: str | None) -> list[str]:
    return [word.strip() for word in (text or "").split(",") if word.strip()]


class Config:
    """What every kind of deployment shares; upper-case names become Flask's settings."""

    TESTING = False
    SANDBOX = False
    MAX_CONTENT_LENGTH = 2 * 1024 * 1024
    MAX_FORM_PARTS = 2_000
    SQLALCHEMY_TRACK_MODIFICATIONS = False
    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Lax"
    PERMANENT_SESSION_LIFETIME = timedelta(days=30)
    WTF_CSRF_TIME_LIMIT = None
    BCRYPT_ROUNDS = 12
    CACHE_DEFAULT_TIMEOUT = 600
    #: The headers would ask Redis once more for every page, and set Retry-After on pages that were not refused.
    RATELIMIT_HEADERS_ENABLED = False
    RATELIMIT_IN_MEMORY_FALLBACK_ENABLED = True
    #: For the moment in which Redis goes away; from then on the fallback counts.
    RATELIMIT_SWALLOW_ERRORS = True
    RATELIMIT_STORAGE_OPTIONS: dict[str, Any] = {}  # noqa: RUF012  (replaced, never changed)
    #: The least time that an answer takes which must not tell who has an account.
    STEADY_SECONDS = 0.3
    #: Who delivers messages and runs jobs where no broker is set: "thread" (in the background), "inline" (tests:
    #: messages alone), "none" (cron only).
    OUTBOX_RUNNER = "thread"

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        env = dict(os.environ if environ is None else environ)
        self.BASE_URL = (env.get("BASE_URL") or self._default_base_url(env)).rstrip("/")
        self.SECRET_KEY = env.get("FLASK_SECRET_KEY", "")
        self.SECRET_KEY_FALLBACKS = _words(env.get("FLASK_SECRET_KEY_FALLBACKS"))
        self.ENCRYPTION_KEYS = _words(env.get("ENCRYPTION_KEYS"))
        owner = database_url(env.get("DATABASE_MIGRATION_URL") or "")
        self.DATABASE_APP_PASSWORD = env.get("DATABASE_APP_PASSWORD", "")
        self.SQLALCHEMY_DATABASE_URI = database_url(
            env.get("DATABASE_URL")
            or _as_application(owner, self.DATABASE_APP_PASSWORD)
            or self._default_database_url()
        )
        self.DATABASE_MIGRATION_URL = owner or self.SQLALCHEMY_DATABASE_URI
        self.REDIS_URL = env.get("REDIS_URL", "")
        self.CELERY_BROKER_URL = _broker(env.get("CELERY_BROKER_URL", ""))
        self.STRIPE_SECRET_KEY = env.get("STRIPE_SECRET_KEY", "")
        self.STRIPE_PUBLISHABLE_KEY = env.get("STRIPE_PUBLISHABLE_KEY", "")
        self.STRIPE_WEBHOOK_SECRETS = _words(env.get("STRIPE_WEBHOOK_SECRET"))
        self.STRIPE_CLIENT_ID = env.get("STRIPE_CLIENT_ID", "").strip()
        self.STRIPE_CHAPTERS = _words(env.get("STRIPE_CHAPTERS"))
        self.STRIPE_API_BASE = (env.get("STRIPE_API_BASE") or "https://api.stripe.com").rstrip("/")
        self.SENDGRID_API_KEY = env.get("SENDGRID_API_KEY", "")
        self.SENDGRID_WEBHOOK_PUBLIC_KEY = env.get("SENDGRID_WEBHOOK_PUBLIC_KEY", "").strip()
        self.SENDGRID_API_BASE = (env.get("SENDGRID_API_BASE") or "https://api.sendgrid.com").rstrip("/")
        self.DEFAULT_FROM_EMAIL = env.get("DEFAULT_FROM_EMAIL") or "no-reply@example.org"
        self.OPERATOR_EMAIL = env.get("OPERATOR_EMAIL", "").strip()
        self.TRUSTED_HOSTS = _words(env.get("TRUSTED_HOSTS")) or self._default_hosts()
        self.PROXY_HOPS = _number("PROXY_HOPS", env.get("PROXY_HOPS"))
        self.RATELIMIT_ENABLED = _flag(env.get("RATELIMIT_ENABLED"), True)
        self.LOG_LEVEL = (env.get("LOG_LEVEL") or "INFO").upper()
        self.FILES_PATH = env.get("FILES_PATH") or str(INSTANCE / "files")
        self.FILES_MEGABYTES = _number("FILES_MEGABYTES", env.get("FILES_MEGABYTES") or "500")
        self.S3_ENDPOINT_URL = env.get("S3_ENDPOINT_URL", "")
        self.S3_BUCKET = env.get("S3_BUCKET") or env.get("BUCKETEER_BUCKET_NAME", "")
        self.AWS_REGION = env.get("AWS_REGION") or env.get("BUCKETEER_AWS_REGION", "")
        self.AWS_ACCESS_KEY_ID = env.get("AWS_ACCESS_KEY_ID") or env.get("BUCKETEER_AWS_ACCESS_KEY_ID", "")
        self.AWS_SECRET_ACCESS_KEY = env.get("AWS_SECRET_ACCESS_KEY") or env.get(
            "BUCKETEER_AWS_SECRET_ACCESS_KEY", ""
        )
        self.SANDBOX_STATE = env.get("SANDBOX_STATE") or str(INSTANCE / "sandbox.sqlite")
        self._derive()

    def _default_base_url(self, env: Mapping[str, str]) -> str:
        return f"http://localhost:{env.get('PORT') or env.get('FLASK_RUN_PORT') or 5000}"

    def _default_database_url(self) -> str:
        return "sqlite:///instance/sigma.db"

    def _default_hosts(self) -> list[str]:
        host = urlsplit(self.BASE_URL).hostname
        return [host] if host else []

    def _derive(self) -> None:
        self.DEPLOYMENT = _deployment(self.BASE_URL)
        self.CACHE_KEY_PREFIX = self.RATELIMIT_KEY_PREFIX = f"sigma:{self.DEPLOYMENT}:"
        secure = self.BASE_URL.startswith("https://")
        self.SESSION_COOKIE_SECURE = secure
        self.SESSION_COOKIE_NAME = "__Host-sigma" if secure else "sigma"
        self.PREFERRED_URL_SCHEME = "https" if secure else "http"
        self.SQLALCHEMY_ENGINE_OPTIONS = self._engine_options()
        if self.REDIS_URL:
            self.CACHE_TYPE = "RedisCache"
            self.CACHE_REDIS_URL = self.REDIS_URL
            self.CACHE_OPTIONS = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}
            self.RATELIMIT_STORAGE_URI = self.REDIS_URL
            self.RATELIMIT_STORAGE_OPTIONS = {
                "socket_timeout": 0.5,
                "socket_connect_timeout": 0.5,
                "wrap_exceptions": True,
            }
        else:
            self.CACHE_TYPE = "SimpleCache"
            self.RATELIMIT_STORAGE_URI = "memory://"

    def _engine_options(self) -> dict[str, Any]:
        if self.SQLALCHEMY_DATABASE_URI.startswith("sqlite"):
            return {"connect_args": {"timeout": 15}}
        return {
            "pool_size": 8,
            "max_overflow": 8,
            "pool_timeout": 10,
            "pool_recycle": 280,
            "connect_args": {
                "connect_timeout": 5,
                "application_name": "sigma-finance",
                "options": "-c lock_timeout=5000 -c statement_timeout=20000 -c timezone=UTC",
            },
        }

    def check(self) -> None:
        """Raise ConfigError where the application could not work with these settings."""


class LocalConfig(Config):
    """A developer's machine: SQLite, in-process cache, and the sandbox in place of Stripe and SendGrid."""

    SANDBOX = True

    def _default_base_url(self, env: Mapping[str, str]) -> str:
        given = env.get("PORT") or env.get("FLASK_RUN_PORT")
        return super()._default_base_url(env if given else {"PORT": _port_served()})

    def _derive(self) -> None:
        self.SECRET_KEY = self.SECRET_KEY or _local_key()
        self.ENCRYPTION_KEYS = self.ENCRYPTION_KEYS or [self.SECRET_KEY, *self.SECRET_KEY_FALLBACKS]
        self._use_sandbox()
        super()._derive()

    def _use_sandbox(self) -> None:
        if not self.STRIPE_SECRET_KEY:
            self.STRIPE_SECRET_KEY = "sk_test_sandbox"  # noqa: S105  (no secret: it opens a sandbox)
            self.STRIPE_PUBLISHABLE_KEY = "pk_test_sandbox"
            self.STRIPE_CLIENT_ID = "ca_sandbox"
            self.STRIPE_WEBHOOK_SECRETS = self.STRIPE_WEBHOOK_SECRETS or ["whsec_sandbox"]
            self.STRIPE_API_BASE = _sandbox_unless_given(
                self.STRIPE_API_BASE, "https://api.stripe.com", self.BASE_URL, "stripe"
            )
        if not self.SENDGRID_API_KEY:
            self.SENDGRID_API_KEY = "SG.sandbox"
            self.SENDGRID_WEBHOOK_PUBLIC_KEY = self.SENDGRID_WEBHOOK_PUBLIC_KEY or _SANDBOX_MAIL_KEY
            self.SENDGRID_API_BASE = _sandbox_unless_given(
                self.SENDGRID_API_BASE, "https://api.sendgrid.com", self.BASE_URL, "sendgrid"
            )

    def _default_hosts(self) -> list[str]:
        return ["localhost", "127.0.0.1", "[::1]", *super()._default_hosts()]


#: What the sandbox's events of messages are verified with; the other half is in ``sandbox/sendgrid/events.py``.
_SANDBOX_MAIL_KEY = (
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEj9YmAqzwLZ3Z6nuvPn1oCCcTvCVBAnljEeLqTfDq53ekLVVtFVx4RjjmjLkmk0"
    "+kPgmBWn28uldZmW+X47lETg=="
)


def _sandbox_unless_given(given: str, real: str, base_url: str, name: str) -> str:
    return f"{base_url}/sandbox/{name}" if given == real else given


def _port_served() -> str:
    """Where ``scripts/dev.py`` serves this checkout now, so that a command beside it writes the same addresses."""
    try:
        port = (INSTANCE / "port").read_text(encoding="ascii").strip()
    except OSError:
        return ""
    return port if port.isdigit() else ""


def _local_key() -> str:
    """A key of this checkout's own, kept beside its database, so that nobody shares a default one."""
    import secrets

    path = INSTANCE / "secret-key"
    if not path.exists():
        INSTANCE.mkdir(exist_ok=True)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
        path.chmod(0o600)
    return path.read_text(encoding="ascii")


class TestConfig(LocalConfig):
    """The test suite: the same parts, cheap hashes, messages delivered before the request's end."""

    __test__ = False
    TESTING = True
    BCRYPT_ROUNDS = 4
    OUTBOX_RUNNER = "inline"
    STEADY_SECONDS = 0.0

    def _default_base_url(self, env: Mapping[str, str]) -> str:
        return Config._default_base_url(self, env)

    def _derive(self) -> None:
        self.SECRET_KEY = self.SECRET_KEY or "a key for tests alone, of no use anywhere else"
        super()._derive()


class ProductionConfig(Config):
    """A deployment: refuses to start without its secrets."""

    OUTBOX_RUNNER = "thread"

    def _default_base_url(self, env: Mapping[str, str]) -> str:
        return env.get("RENDER_EXTERNAL_URL", "")

    def _default_database_url(self) -> str:
        return ""

    def check(self) -> None:
        """Raise ConfigError naming every setting that is missing or cannot be used."""
        problems = [f"{name} is missing" for name, value in self._needed().items() if not value]
        if self.SECRET_KEY and len(self.SECRET_KEY.encode()) < SHORTEST_KEY:
            problems.append(f"FLASK_SECRET_KEY is shorter than {SHORTEST_KEY} bytes")
        problems += [
            f"a key in {name} is shorter than {SHORTEST_KEY} bytes"
            for name, keys in (
                ("FLASK_SECRET_KEY_FALLBACKS", self.SECRET_KEY_FALLBACKS),
                ("ENCRYPTION_KEYS", self.ENCRYPTION_KEYS),
            )
            for key in keys
            if len(key.encode()) < SHORTEST_KEY
        ]
        if self.REDIS_URL.startswith("memory:"):
            problems.append(
                "REDIS_URL must name a Redis server, since limits in memory hold per process only"
            )
        if self.BASE_URL and not self.BASE_URL.startswith(
            ("https://", "http://localhost", "http://127.0.0.1")
        ):
            problems.append("BASE_URL must begin with https://")
        if problems:
            raise ConfigError("The settings for production are not complete: " + "; ".join(problems) + ".")

    def _needed(self) -> dict[str, Any]:
        return {
            "FLASK_SECRET_KEY": self.SECRET_KEY,
            "ENCRYPTION_KEYS": self.ENCRYPTION_KEYS,
            "DATABASE_URL": self.SQLALCHEMY_DATABASE_URI,
            "REDIS_URL": self.REDIS_URL,
            "BASE_URL": self.BASE_URL,
            "STRIPE_SECRET_KEY": self.STRIPE_SECRET_KEY,
            "STRIPE_PUBLISHABLE_KEY": self.STRIPE_PUBLISHABLE_KEY,
            "STRIPE_WEBHOOK_SECRET": self.STRIPE_WEBHOOK_SECRETS,
            "SENDGRID_API_KEY": self.SENDGRID_API_KEY,
        }


def load(given: Config | type[Config] | None = None) -> Config:
    """The settings to run with: those given, or of the class that ``CONFIG_CLASS`` names (a ``.env`` file counts)."""
    if given is None:
        from dotenv import load_dotenv

        load_dotenv(ROOT / ".env")
        given = _class_named(os.environ.get("CONFIG_CLASS") or "sigma_finance.config.LocalConfig")
    config = given() if isinstance(given, type) else given
    config.check()
    return config


def _class_named(dotted: str) -> type[Config]:
    module, _, name = dotted.rpartition(".")
    try:
        found = getattr(import_module(module), name, None) if module else None
    except ModuleNotFoundError:
        found = None
    if not (isinstance(found, type) and issubclass(found, Config)):
        raise ConfigError(
            f"CONFIG_CLASS names {dotted}; use sigma_finance.config.LocalConfig or .ProductionConfig."
        )
    return found
