"""One connection to the mail service for many messages, under the vendor's library, which opens one for each."""

from __future__ import annotations

import io
import select
from http.client import HTTPConnection, HTTPSConnection
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, getproxies, proxy_bypass
from urllib.response import addinfourl

from python_http_client.client import Client
from python_http_client.exceptions import handle_error


class Line:
    """The connection: opened with the first message, opened again where the other side has closed it, and closed."""

    def __init__(self) -> None:
        self._connection: HTTPConnection | None = None

    def ask(self, request: Request, timeout: float | None) -> addinfourl:
        """Send a request and read its answer; raises as ``urlopen`` does, URLError where it was not sent to its end."""
        parts = urlsplit(request.full_url)
        connection = self._ready(parts.scheme, parts.netloc, timeout)
        try:
            connection.request(request.get_method(), parts.path, request.data, dict(request.header_items()))
        except OSError as error:
            self.close()
            raise URLError(error) from error
        try:
            answer = connection.getresponse()
            body = io.BytesIO(answer.read())
        except BaseException:
            self.close()
            raise
        if answer.status >= 300:
            raise HTTPError(request.full_url, answer.status, answer.reason, answer.headers, body)
        return addinfourl(body, answer.headers, request.full_url, answer.status)

    def _ready(self, scheme: str, place: str, timeout: float | None) -> HTTPConnection:
        known = self._connection
        if known is None:
            kind = HTTPSConnection if scheme == "https" else HTTPConnection
            known = self._connection = kind(place, timeout=timeout)
        elif known.sock is not None and select.select([known.sock], [], [], 0)[0]:
            known.close()  # a server says farewell before it closes, and an idle one has nothing else to say
        return known

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class LineClient(Client):  # type: ignore[misc]
    """The vendor's client, whose requests go by a line."""

    def __init__(self, line: Line, **options: Any) -> None:
        super().__init__(**options)
        self.line = line

    def _build_client(self, name: str | None = None) -> LineClient:
        return LineClient(
            self.line,
            host=self.host,
            version=self._version,
            request_headers=self.request_headers,
            url_path=[*self._url_path, name] if name else self._url_path,
            timeout=self.timeout,
        )

    def _make_request(self, _opener: Any, request: Request, timeout: float | None = None) -> addinfourl:
        try:
            return self.line.ask(request, timeout or self.timeout)
        except HTTPError as error:
            raise handle_error(error) from None


def goes_by_proxy(address: str) -> bool:
    """Whether the machine reaches the address through a proxy, which the library knows how to speak to."""
    parts = urlsplit(address)
    return parts.scheme in getproxies() and not proxy_bypass(parts.hostname or "")
