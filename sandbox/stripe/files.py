"""Files that answer a dispute, which Stripe takes at a host of its own.

Follows https://docs.stripe.com/api/files and https://docs.stripe.com/file-upload.
"""

from __future__ import annotations

import base64

from flask import request

from sandbox.engine.work import Json, Work, new_id
from sandbox.stripe.errors import invalid

_MOST_BYTES = 5_000_000
_KINDS = {b"%PDF-": "pdf", b"\x89PNG": "png", b"\xff\xd8\xff": "jpg"}
#: Evidence that a bank is sent; the other purposes are not played here.
EVIDENCE = "dispute_evidence"


def create(work: Work, params: Json) -> Json:
    """Keep an uploaded file; raises Stripe's refusal for what it would not take."""
    if params["purpose"] != EVIDENCE:
        raise invalid("The sandbox keeps evidence of disputes alone.", param="purpose")
    sent = request.files.get("file")
    if sent is None:
        raise invalid("Invalid file: send it as multipart/form-data.", param="file")
    content = sent.stream.read()
    if not content or len(content) > _MOST_BYTES:
        raise invalid("The file is empty, or larger than 5 MB.", param="file")
    kind = next((kind for start, kind in _KINDS.items() if content.startswith(start)), None)
    if kind is None:
        raise invalid("Invalid file type. Supported types are PDF, JPEG and PNG.", param="file")
    made = {
        "id": new_id("file_1", 23),
        "object": "file",
        "created": work.now,
        "expires_at": None,
        "filename": sent.filename,
        "links": {"object": "list", "data": [], "has_more": False, "url": "/v1/file_links"},
        "purpose": params["purpose"],
        "size": len(content),
        "title": None,
        "type": kind,
        "url": None,
    }
    return work.add(made, aside={"content": base64.b64encode(content).decode()})


def content(work: Work, file_id: str) -> bytes:
    """What is in a file that was kept."""
    work.get("file", file_id)
    return base64.b64decode(work.aside(file_id)["content"])
