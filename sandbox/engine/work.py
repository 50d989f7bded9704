"""One transaction on the sandbox's state: objects read and kept, events raised, things put off until later.

It knows no vendor: what a vendor adds comes as ``VendorRules``.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import sqlite3
import string
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sandbox.engine import clock
from sandbox.engine.settings import API_VERSION, SandboxSettings
from sandbox.engine.store import Store

Json = dict[str, Any]

#: What is nobody's alone: accounts themselves, and events, which are posted for all.
OF_ALL = ("account", "event")
_ALPHABET = string.ascii_letters + string.digits


def new_id(prefix: str, length: int) -> str:
    """An id such as Stripe gives out: the kind's prefix and letters nobody can guess."""
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(length))


@dataclass(frozen=True)
class Origin:
    """The API request that causes an event; both parts are empty for what a payer or the dashboard does."""

    request_id: str | None = None
    idempotency_key: str | None = None


class VendorAnswer(Protocol):
    """How a vendor says no: the status, and the JSON beside it."""

    status: int

    def body(self) -> Json:
        """What the vendor would send."""
        ...


class MissingObject(Protocol):
    """Makes the vendor's refusal of an id that belongs to nothing; ``param`` names where it was given."""

    def __call__(self, kind: str, object_id: str, *, param: str) -> Exception: ...


@dataclass(frozen=True)
class VendorRules:
    """What a vendor adds to the engine: how it names a missing object, and what happens by itself after a while.

    A piece of work that raises one of ``moved_on`` is not needed any more.
    """

    missing: MissingObject
    jobs: Mapping[str, Callable[[Work, str], None]]
    moved_on: tuple[type[Exception], ...]


class Work:
    """What code inside one transaction may do with the sandbox's state.

    ``account`` is whose objects it sees and makes: empty for the sandbox's own, None for everybody's. Work that changes
    state takes the account of the first object that it looks up, which is how payers and banks come by one.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        settings: SandboxSettings,
        rules: VendorRules,
        origin: Origin,
        account: str | None = None,
        *,
        settles: bool = False,
    ) -> None:
        self.account = account
        self._settles = settles
        self.connection = connection
        self.settings = settings
        self.rules = rules
        self.origin = origin
        self.moment = clock.moment(settings.clock_path)
        self.now = int(self.moment)
        self.refusal: VendorAnswer | None = None
        """How the request is answered although what was done stays: a card that was declined."""

    def add(self, body: Json, *, aside: Json | None = None) -> Json:
        """Keep a new object; `aside` is what the sandbox knows about it and Stripe's JSON doesn't show."""
        self.connection.execute(
            "INSERT INTO objects (id, kind, created, body, aside, account) VALUES (?, ?, ?, ?, ?, ?)",
            (
                body["id"],
                body["object"],
                body.get("created", self.now),
                json.dumps(body),
                json.dumps(aside or {}),
                self.account or "",
            ),
        )
        return body

    def save(self, body: Json, *, aside: Json | None = None) -> Json:
        """Keep an object's new state."""
        self.connection.execute("UPDATE objects SET body = ? WHERE id = ?", (json.dumps(body), body["id"]))
        if aside is not None:
            self.connection.execute(
                "UPDATE objects SET aside = ? WHERE id = ?", (json.dumps(aside), body["id"])
            )
        return body

    def find(self, kind: str, object_id: str) -> Json | None:
        """The object of this kind and id, if there is one."""
        row = self.connection.execute(
            "SELECT body, account FROM objects WHERE id = ? AND kind = ?", (object_id, kind)
        ).fetchone()
        if row is None:
            return None
        if kind not in OF_ALL:
            if self.account is None and self._settles:
                self.account = row["account"]
            if self.account not in (None, row["account"]):
                return None
        return _object(row["body"])

    def get(self, kind: str, object_id: str, *, param: str = "id") -> Json:
        """The object of this kind and id; raises the vendor's 404."""
        found = self.find(kind, object_id)
        if found is None:
            raise self.rules.missing(kind, object_id, param=param)
        return found

    def aside(self, object_id: str) -> Json:
        """What the sandbox itself noted about an object."""
        row = self.connection.execute("SELECT aside FROM objects WHERE id = ?", (object_id,)).fetchone()
        return _object(row["aside"]) if row else {}

    def every(self, kind: str, **equal: str | None) -> list[Json]:
        """All objects of a kind whose named fields have these values, newest first."""
        wanted = [(f"$.{field}", value) for field, value in equal.items() if value is not None]
        clauses = "".join(" AND json_extract(body, ?) = ?" for _ in wanted)
        whose = () if self.account is None else (self.account,)
        clauses += " AND account = ?" * len(whose)
        rows = self.connection.execute(
            f"SELECT body FROM objects WHERE kind = ?{clauses} ORDER BY seq DESC",  # noqa: S608 (values are bound)
            (kind, *(part for pair in wanted for part in pair), *whose),
        )
        return [_object(row["body"]) for row in rows]

    def emit(self, kind: str, subject: Json, *, previous: Json | None = None) -> Json:
        """Raise an event about the subject as it is now; it is delivered after this transaction's commit."""
        data: Json = {"object": subject}
        if previous is not None:
            data["previous_attributes"] = previous
        endpoint = self.settings.endpoint
        event = self.add(
            {
                "id": new_id("evt_1", 23),
                "object": "event",
                "api_version": API_VERSION,
                "created": self.now,
                "data": data,
                "livemode": False,
                "pending_webhooks": 1 if endpoint else 0,
                "request": {"id": self.origin.request_id, "idempotency_key": self.origin.idempotency_key},
                "type": kind,
                **({"account": self.account} if self.account else {}),
            }
        )
        if endpoint:
            self.deliver(event["id"])
        return event

    def deliver(self, event_id: str) -> None:
        """Put an event (again) into the queue of deliveries."""
        self.connection.execute(
            "INSERT INTO deliveries (event_id, due_at) VALUES (?, ?)", (event_id, time.time())
        )

    def later(self, name: str, object_id: str, seconds: float) -> None:
        """Put off a piece of work on an object."""
        self.connection.execute(
            "INSERT OR REPLACE INTO jobs (name, object_id, due_at) VALUES (?, ?, ?)",
            (name, object_id, self.moment + seconds),
        )

    def never(self, object_id: str) -> None:
        """Forget what had been put off for an object."""
        self.connection.execute("DELETE FROM jobs WHERE object_id = ?", (object_id,))


def _object(text: str) -> Json:
    loaded: Json = json.loads(text)
    return loaded


class Bench:
    """Opens pieces of work on one store with one sandbox's settings and its vendor's rules."""

    def __init__(self, store: Store, settings: SandboxSettings, rules: VendorRules) -> None:
        self.store = store
        self.settings = settings
        self.rules = rules

    @contextlib.contextmanager
    def changing(self, origin: Origin | None = None, account: str | None = None) -> Iterator[Work]:
        """Work that changes state, all of it or none."""
        with self.store.writing() as connection:
            yield Work(connection, self.settings, self.rules, origin or Origin(), account, settles=True)

    @contextlib.contextmanager
    def looking(self, account: str | None = None) -> Iterator[Work]:
        """Work that only reads."""
        with self.store.reading() as connection:
            yield Work(connection, self.settings, self.rules, Origin(), account)
