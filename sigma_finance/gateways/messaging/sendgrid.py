"""E-mail by SendGrid. https://docs.sendgrid.com/api-reference/mail-send/mail-send

Errors carry a status and nothing else, since SendGrid's answers quote addresses; so does the library's own log.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from email.utils import parseaddr
from http.client import HTTPException, InvalidURL
from typing import TYPE_CHECKING, Any
from urllib.error import URLError

from sigma_finance.domain.errors import DomainError
from sigma_finance.extensions import setting
from sigma_finance.gateways.messaging.types import DeliveryFailed, DeliveryRefused, DeliveryUnknown, Email

if TYPE_CHECKING:
    from sendgrid.sendgrid import SendGridAPIClient

    from sigma_finance.gateways.messaging.line import Line

TIMEOUT_SECONDS = 10
#: 202 for a message taken, 200 where SendGrid's own sandbox mode checked it.
_TAKEN = (200, 202)
#: The message itself is at fault. Anything else (a key, a limit, an address of the API) can be mended meanwhile.
_AT_FAULT = (400, 413, 415, 422)
_LONGEST_ID = 255
_line: ContextVar[Line | None] = ContextVar("mail_line", default=None)


def send(email: Email) -> str | None:
    """Hand one message to SendGrid and give its id there, if it says one.

    Raises DeliveryRefused, DeliveryFailed or DeliveryUnknown. A request that could not be sent to its end was not
    taken, so that is a failure; from then on a missing answer leaves the outcome unknown.
    """
    from python_http_client.exceptions import HTTPError

    try:
        answer = _client().send(_body(email))
    except HTTPError as error:
        raise _refusal(error.status_code) from None
    except (URLError, InvalidURL, ValueError):
        raise DeliveryFailed("The mail service could not be reached.") from None
    except (OSError, HTTPException):
        raise DeliveryUnknown("The mail service took the message but its answer was lost.") from None
    if answer.status_code not in _TAKEN:
        raise DeliveryUnknown(f"The mail service gave an unexpected answer ({answer.status_code}).")
    provider_id = answer.headers.get("X-Message-Id")
    return str(provider_id)[:_LONGEST_ID] if provider_id else None


@contextmanager
def one_line() -> Iterator[None]:
    """Send what the block sends by one connection, and close it at the end."""
    from sigma_finance.gateways.messaging.line import Line, goes_by_proxy

    if goes_by_proxy(setting("SENDGRID_API_BASE")):
        yield
        return
    line = Line()
    token = _line.set(line)
    try:
        yield
    finally:
        _line.reset(token)
        line.close()


def _client() -> SendGridAPIClient:
    from sendgrid.sendgrid import SendGridAPIClient

    from sigma_finance.gateways.messaging.line import LineClient

    logging.getLogger("python_http_client").setLevel(logging.WARNING)  # below that it writes whole messages
    client = SendGridAPIClient(api_key=setting("SENDGRID_API_KEY"), host=setting("SENDGRID_API_BASE"))
    line = _line.get()
    if line is not None:
        client.client = LineClient(
            line, host=client.host, request_headers=client._default_headers, version=client.client._version
        )
    client.client.timeout = TIMEOUT_SECONDS
    return client


def _refusal(status: int) -> DomainError:
    if status in _AT_FAULT:
        return DeliveryRefused(f"The mail service refused the message ({status}).")
    return DeliveryFailed(f"The mail service did not take the message ({status}).")


def _body(email: Email) -> dict[str, Any]:
    """A transactional message: links stay as written and nobody is watched reading."""
    sender_name, sender = parseaddr(setting("DEFAULT_FROM_EMAIL"))
    return {
        **_headers(email),
        **_reply_to(email),
        "personalizations": [
            {"to": [{"email": email.to}], "custom_args": {"message_ref": email.message_ref}}
        ],
        "from": {"email": sender, "name": email.from_name or sender_name},
        "subject": email.subject,
        "content": [{"type": "text/plain", "value": email.text}, {"type": "text/html", "value": email.html}],
        "tracking_settings": {
            "click_tracking": {"enable": False, "enable_text": False},
            "open_tracking": {"enable": False},
        },
    }


def _headers(email: Email) -> dict[str, Any]:
    """How a mail program ends mail of the kind with one press, without opening a page. RFC 8058."""
    if not email.stop_url:
        return {}
    one_click = "List-Unsubscribe=One-Click"
    return {"headers": {"List-Unsubscribe": f"<{email.stop_url}>", "List-Unsubscribe-Post": one_click}}


def _reply_to(email: Email) -> dict[str, Any]:
    """Whom an answer reaches."""
    if email.reply_to is None:
        return {}
    name, address = email.reply_to
    return {"reply_to": {"email": address, "name": name}}
