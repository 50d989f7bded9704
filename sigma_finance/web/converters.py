"""What an address may hold: numbers that a database can look up, and no bytes that it refuses."""

from __future__ import annotations

from typing import Any

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter

#: Well above any id and below the largest number of a column.
LARGEST_ID = 10**15


class IdConverter(IntegerConverter):
    """Plain digits that can be an id; anything larger is no page of ours, rather than an error of the database's."""

    regex = "[0-9]+"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max": LARGEST_ID, **options})


def _refuse_nul() -> None:
    """PostgreSQL keeps no NUL in text; forms say so at the field, addresses lead nowhere."""
    if "\x00" in request.path:
        abort(404)
    if any("\x00" in value for _, value in request.args.items(multi=True)):
        abort(400)


def register(app: Flask) -> None:
    """Make every ``<int:…>`` bounded, and refuse NUL in addresses."""
    app.url_map.converters["int"] = IdConverter
    app.before_request(_refuse_nul)
