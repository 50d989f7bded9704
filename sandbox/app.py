"""Makes a sandbox: a small Flask application of its own, and the way to stand it beside another one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from sandbox.engine.faults import FaultLine
from sandbox.engine.settings import SandboxSettings
from sandbox.engine.store import Store
from sandbox.engine.work import Bench
from sandbox.handle import Sandbox
from sandbox.pages import checkout, dashboard, deposits, onboarding, payouts, portal, rendering
from sandbox.sendgrid import api, outbox
from sandbox.stripe import api as stripe_api
from sandbox.stripe import due

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def create_sandbox(
    *, state_path: Path, webhook_url: str | None, webhook_secret: str, public_url: str, **options: Any
) -> Flask:
    """A sandbox that keeps its state at `state_path` and posts its events to `webhook_url`, if there is one.

    `public_url` is where payers' browsers reach it; `options` are the other fields of Settings. Its threads
    begin with the first request it serves, or with `sandbox_of(app).start()`.
    """
    settings = SandboxSettings(
        state_path=state_path,
        webhook_url=webhook_url,
        webhook_secret=webhook_secret,
        public_url=public_url.rstrip("/"),
        **options,
    )
    app = Flask("sandbox", static_folder=None)
    bench = Bench(Store(state_path), settings, due.RULES)
    sandbox = Sandbox(bench)
    app.extensions["sandbox"] = sandbox
    rendering.prepare(app, settings)
    for blueprint in (
        stripe_api.blueprint(bench),
        stripe_api.connections(bench),
        api.blueprint(bench),
        checkout.blueprint(bench),
        deposits.blueprint(bench),
        onboarding.blueprint(bench),
        portal.blueprint(bench),
        payouts.blueprint(bench),
        outbox.blueprint(bench),
        dashboard.blueprint(bench),
    ):
        app.register_blueprint(blueprint)
    app.wsgi_app = _SandboxStarter(FaultLine(app.wsgi_app, bench), sandbox)  # type: ignore[method-assign]
    return app


def sandbox_of(app: Flask) -> Sandbox:
    """The Python handle on a sandbox made here, or mounted on this application."""
    return cast("Sandbox", app.extensions["sandbox"])


def mount(app: Flask, sandbox: Flask, *, at: str = "/sandbox") -> None:
    """Stand the sandbox beside an application, under a path; its threads begin with the first request to either."""
    app.extensions["sandbox"] = sandbox_of(sandbox)
    both = DispatcherMiddleware(app.wsgi_app, {at: sandbox})
    app.wsgi_app = _SandboxStarter(both, sandbox_of(sandbox))  # type: ignore[method-assign]


class _SandboxStarter:
    """Begins the sandbox's work in the process that serves requests, not where the application is only made."""

    def __init__(self, app: WSGIApplication, sandbox: Sandbox) -> None:
        self._app = app
        self._sandbox = sandbox

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        self._sandbox.start()
        return self._app(environ, start_response)
