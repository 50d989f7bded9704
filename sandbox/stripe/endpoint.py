"""What every call to Stripe's stand-in goes through: key, parameters, idempotency, transaction, `expand`."""

from __future__ import annotations

import base64
import contextlib
import functools
import hashlib
import importlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, Request, Response, request

from sandbox.engine import faults, jobs
from sandbox.engine.settings import ACCOUNT, API_VERSION, SandboxSettings
from sandbox.engine.work import Bench, Json, Origin, Work, new_id
from sandbox.stripe import idempotency, parameters
from sandbox.stripe.errors import StripeRefusal, unauthorized
from sandbox.stripe.expand import expand

Handler = Callable[..., Json]


@dataclass(frozen=True)
class ApiEndpoint:
    """One of Stripe's endpoints: its address, the library's parameter type, and what it does."""

    method: str
    rule: str
    type_name: str
    handler: Handler

    @property
    def name(self) -> str:
        """A name for the route."""
        return f"{self.method} {self.rule}"

    def check(self, values: parameters.Tree) -> parameters.Tree:
        """The request's parameters, typed; raises Stripe's refusal."""
        return parameters.check(values, _type(self.type_name))


@functools.cache
def _type(name: str) -> type:
    module, _, attribute = name.rpartition(".")
    found: type = getattr(importlib.import_module(module), attribute)
    return found


def add_endpoint(blueprint: Blueprint, bench: Bench, endpoint: ApiEndpoint) -> None:
    """Serve an endpoint."""

    def view(**names: str) -> Response:
        return _answer(bench, endpoint, names)

    blueprint.add_url_rule(endpoint.rule, endpoint.name, view, methods=[endpoint.method])


@dataclass(frozen=True)
class _Call:
    """One request, read but not yet acted upon."""

    request_id: str
    key: str | None
    values: parameters.Tree
    account: str = ""


def _answer(bench: Bench, endpoint: ApiEndpoint, names: dict[str, str]) -> Response:
    call = _Call(new_id("req_", 14), request.headers.get("Idempotency-Key") or None, {})
    refusal: StripeRefusal | None = None
    try:
        authorize(request, bench.settings)
        call = _read(replace(call, account=account_of(request, bench)))
        response = _execute(bench, endpoint, names, call)
    except StripeRefusal as error:
        refusal = error
        response = _json(error.status, json.dumps(error.body(), indent=2), call.request_id)
    _log(bench, call, response, refusal)
    return response


def authorize(received: Request, settings: SandboxSettings) -> None:
    """Let a request with a test key in; raises Stripe's 401 or 403."""
    key = _key(received)
    if not key:
        raise unauthorized(
            "You did not provide an API key. You need to provide your API key in the Authorization header, "
            "using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
        )
    if (settings.api_keys and key not in settings.api_keys) or not key.startswith(("sk_test_", "rk_test_")):
        raise unauthorized(f"Invalid API Key provided: {key[:8] if len(key) > 16 else ''}{'*' * 12}")


def account_of(received: Request, bench: Bench) -> str:
    """The connected account that a request is made on, empty for the sandbox's own; raises Stripe's 403."""
    account = received.headers.get("Stripe-Account", "")
    if not account or account == ACCOUNT:
        return ""
    with bench.looking() as work:
        found = work.find("account", account)
        is_gone = found is None or work.aside(account).get("gone")
    if is_gone:
        message = (
            f"The provided key does not have access to account '{account}' (or that account does not exist)."
        )
        raise StripeRefusal(message, status=403, code="account_invalid", executed=False)
    return account


def _key(received: Request) -> str:
    scheme, _, rest = received.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() == "basic":
        with contextlib.suppress(ValueError):
            return base64.b64decode(rest).decode().partition(":")[0]
    return ""


def _read(call: _Call) -> _Call:
    source = request.form if request.method == "POST" else request.args
    if request.method == "POST" and request.args:
        raise StripeRefusal("Parameters belong in the request's body.", executed=False)
    return replace(call, values=parameters.decode([*source.items(multi=True), *_uploads()]))


def _uploads() -> Iterator[tuple[str, str]]:
    """The files of a request by what is in them: what is logged and compared, in their place."""
    for name, sent in request.files.items():
        yield name, hashlib.sha256(sent.stream.read()).hexdigest()
        sent.stream.seek(0)


def _execute(bench: Bench, endpoint: ApiEndpoint, names: dict[str, str], call: _Call) -> Response:
    jobs.run_due(bench)
    checked = endpoint.check(call.values)
    if request.method == "GET":
        with bench.looking(call.account) as work:
            body = _handle(work, endpoint, names, checked)
        return _json(200, json.dumps(body, indent=2), call.request_id)
    key = f"{call.account} {call.key}".strip() if call.key else new_id("generated-", 20)
    print_of = idempotency.fingerprint(request.method, request.path, call.values)
    known = idempotency.begin(bench, key, print_of=print_of, request_id=call.request_id)
    if known:
        return _replay(known, call)
    faults.hang_if_asked(request.environ)
    return _change(bench, endpoint, names, checked, call, key)


def _change(
    bench: Bench, endpoint: ApiEndpoint, names: dict[str, str], checked: Json, call: _Call, key: str
) -> Response:
    try:
        with bench.changing(Origin(call.request_id, call.key), call.account) as work:
            text = json.dumps(_handle(work, endpoint, names, checked), indent=2)
            refused = work.refusal
            if refused:
                text = json.dumps(refused.body(), indent=2)
            idempotency.keep(work, key, status=refused.status if refused else 200, body=text)
    except StripeRefusal as refusal:
        with bench.changing() as work:
            idempotency.keep(work, key, status=refusal.status, body=json.dumps(refusal.body(), indent=2))
        raise
    except BaseException:
        idempotency.release(bench, key)
        raise
    return _json(refused.status if refused else 200, text, call.request_id, key=call.key)


def _handle(work: Work, endpoint: ApiEndpoint, names: dict[str, str], checked: Json) -> Json:
    paths = checked.pop("expand", [])
    return expand(work, endpoint.handler(work, checked, **names), paths)


def _replay(known: idempotency.StoredAnswer, call: _Call) -> Response:
    response = _json(known.status, known.body, call.request_id, key=call.key)
    response.headers["Idempotent-Replayed"] = "true"
    response.headers["Original-Request"] = known.request_id
    return response


def _json(status: int, text: str, request_id: str, *, key: str | None = None) -> Response:
    response = Response(text, status=status, content_type="application/json")
    response.headers["Request-Id"] = request_id
    response.headers["Stripe-Version"] = request.headers.get("Stripe-Version", API_VERSION)
    response.headers["Cache-Control"] = "no-cache, no-store"
    if key:
        response.headers["Idempotency-Key"] = key
        response.headers["Original-Request"] = request_id
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="Stripe"'
    return response


def _log(bench: Bench, call: _Call, response: Response, refusal: StripeRefusal | None) -> None:
    values: tuple[Any, ...] = (
        call.request_id,
        time.time(),
        request.method,
        request.path,
        call.key,
        json.dumps(call.values),
        response.status_code,
        refusal.message if refusal else None,
    )
    with bench.changing() as work:
        work.connection.execute("INSERT INTO requests VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
