"""The blueprint of the pages before one is signed in."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("auth", __name__, url_prefix="/auth")
