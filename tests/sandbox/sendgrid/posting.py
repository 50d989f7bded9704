"""A message, posted as it is to the stand-in for SendGrid."""

from __future__ import annotations

from typing import Any

import requests

from tests.sandbox.standing import Stand

MESSAGE: dict[str, Any] = {
    "personalizations": [{"to": [{"email": "mo@example.org", "name": "Mo"}]}],
    "from": {"email": "no-reply@example.org", "name": "Sigma Delta Sigma"},
    "subject": "Your receipt",
    "content": [{"type": "text/plain", "value": "Hello"}, {"type": "text/html", "value": "<p>Hello</p>"}],
}


def post(stand: Stand, body: Any, key: str = "SG.sandbox") -> requests.Response:
    """Send a body as it is."""
    headers = {"Authorization": f"Bearer {key}"}
    return requests.post(f"{stand.url}/sendgrid/v3/mail/send", json=body, headers=headers, timeout=5)
