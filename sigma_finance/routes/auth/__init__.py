"""Signing in and out, and joining a chapter by an invite."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("auth", __name__, url_prefix="/auth")

from sigma_finance.routes.auth import registration, signing_in  # noqa: E402, F401  (their pages go on the blueprint)
