"""The application factory."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from sigma_finance import config as configuration
from sigma_finance.config import Config


def create_app(config: Config | type[Config] | None = None) -> Flask:
    """The whole application, with the settings given or those that the environment names."""
    settings = configuration.load(config)
    app = Flask(__name__, instance_path=str(configuration.INSTANCE))
    app.config.from_object(settings)
    configure_logging(app)
    bind_extensions(app)
    register_pages(app)
    set_clock(app)
    register_commands(app)
    register_runner(app)
    register_listeners(app)
    serve_static_files(app)
    trust_proxies(app)
    mount_sandbox(app)
    read_chapter_in_address(app)
    return app


def configure_logging(app: Flask) -> None:
    """Logs as one JSON object a line, with ids and never names."""
    from sigma_finance import logs

    logs.configure(level=app.config["LOG_LEVEL"])


def bind_extensions(app: Flask) -> None:
    """Database, migrations, sign-in, CSRF, limits and cache."""
    from sigma_finance import models  # noqa: F401  (the tables have to be known)
    from sigma_finance.extensions import cache, csrf, db, limiter, login_manager, migrate

    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        configuration.INSTANCE.mkdir(exist_ok=True)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(configuration.ROOT / "migrations"))
    login_manager.init_app(app, add_context_processor=False)
    csrf.init_app(app)
    limiter.init_app(app)
    cache.init_app(app)


def register_pages(app: Flask) -> None:
    """Blueprints, guards, error pages, filters and headers."""
    from sigma_finance import routes

    routes.register(app)


def set_clock(app: Flask) -> None:
    """Time as it is; in the sandbox as far ahead as the demo was moved."""
    from sigma_finance.demo import clock
    from sigma_finance.domain import dates

    if app.config["SANDBOX"]:
        dates.go_by(clock.DemoClock(clock.path_beside(app.config["SANDBOX_STATE"])).ahead)
    else:
        dates.go_by()


def register_commands(app: Flask) -> None:
    """The ``flask …`` commands."""
    from sigma_finance import cli

    cli.register(app)


def register_runner(app: Flask) -> None:
    """What wakes after a commit that left messages to deliver."""
    from sigma_finance.tasks import runner

    runner.register(app)


def register_listeners(app: Flask) -> None:
    """What follows from entries in the books, in their own transaction."""
    from sigma_finance.services.books import ledger
    from sigma_finance.services.dues import plan_endings

    app.extensions[ledger.LISTENERS] = (plan_endings.archive_paid_off,)


def serve_static_files(app: Flask) -> None:
    """Static files straight from disk, kept by browsers under the mark of this release; pages packed on their way."""
    from flask_compress import Compress

    from sigma_finance.web.static_files import StaticFiles, release_mark

    mark = "" if app.debug else release_mark()
    app.config["STATIC_MARK"] = mark
    app.wsgi_app = StaticFiles(app.wsgi_app, mark=mark, debug=app.debug)  # type: ignore[method-assign]
    Compress(app)


def trust_proxies(app: Flask) -> None:
    """Believe forwarded headers from exactly as many proxies as the deployment declares."""
    hops = app.config["PROXY_HOPS"]
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]


def mount_sandbox(app: Flask) -> None:
    """Put the stand-in for Stripe and SendGrid under ``/sandbox``, in development and tests alone."""
    if not app.config["SANDBOX"]:
        return
    from pathlib import Path

    from sandbox import create_sandbox, mount
    from sigma_finance.demo import clock

    base = app.config["BASE_URL"]
    sandbox = create_sandbox(
        state_path=Path(app.config["SANDBOX_STATE"]),
        webhook_url=f"{base}/webhook",
        mail_webhook_url=f"{base}/webhook/sendgrid",
        webhook_secret=app.config["STRIPE_WEBHOOK_SECRETS"][0],
        public_url=f"{base}/sandbox",
        static_url=f"{base}/static",
        clock_path=clock.path_beside(app.config["SANDBOX_STATE"]),
    )
    mount(app, sandbox)


def read_chapter_in_address(app: Flask) -> None:
    """Take the chapter off an address that names one, before anything else reads it."""
    from sigma_finance.web.tabs import ChapterInPath

    app.wsgi_app = ChapterInPath(app.wsgi_app)  # type: ignore[method-assign]
