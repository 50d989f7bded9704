"""Asks for pages one after another over one connection, as a browser does, and says what each cost."""

from __future__ import annotations

import http.client
import re
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from bench.serving import Served

WARM = 30


@dataclass(frozen=True)
class Cost:
    """What one request costs: processor milliseconds by process, bytes, and milliseconds until answered."""

    app: float
    database: float
    size: int
    p50: float
    p95: float
    p99: float

    @property
    def both(self) -> float:
        """Processor milliseconds in all."""
        return self.app + self.database


class Browser:
    """A connection with its cookies."""

    def __init__(self, server: Served) -> None:
        self.server = server
        self.connection = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=60)
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> bytes:
        """The page's body; RuntimeError where it is no page."""
        status, body = self._ask("GET", path)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}.")
        return body

    def sign_in(self, email: str, password: str) -> None:
        """Sign in through the form, whatever it asks to send along."""
        form = self.get("/auth/login").decode()
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
        fields = {"email": email, "password": password, **({"csrf_token": token[1]} if token else {})}
        status, _ = self._ask("POST", "/auth/login", urlencode(fields))
        if status != 303:
            raise RuntimeError(f"Signing in answered {status}.")

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": self.server.address,
                "Referer": self.server.address + path,
            }
        try:
            answer = self._send(method, path, body, headers)
        except (http.client.RemoteDisconnected, ConnectionError):  # kept open for seconds only
            answer = self._send(method, path, body, headers)
        for header in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.read()

    def _send(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        try:
            self.connection.request(method, path, body, headers)
            return self.connection.getresponse()
        except (http.client.HTTPException, ConnectionError):
            self.connection.close()
            raise


def measure(
    server: Served, ask: Callable[[], bytes], *, times: int, between: Callable[[], None], warm: int = WARM
) -> Cost:
    """What ``ask`` costs on average once it is warm; ``between`` runs before every fortieth time, not counted."""
    between()
    for _ in range(warm):
        size = len(ask())
    waits = []
    app, database = server.seconds()
    for number in range(times):
        if number % 40 == 0:
            between()
        started = time.perf_counter()
        size = len(ask())
        waits.append((time.perf_counter() - started) * 1000)
    app_after, database_after = server.seconds()
    cuts = statistics.quantiles(waits, n=100)
    return Cost(
        app=(app_after - app) * 1000 / times,
        database=(database_after - database) * 1000 / times,
        size=size,
        p50=statistics.median(waits),
        p95=cuts[94],
        p99=cuts[98],
    )
