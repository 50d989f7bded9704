"""Signing in and out, and joining a chapter by an invite."""

from __future__ import annotations

from sigma_finance.routes.auth import registration, signing_in
from sigma_finance.routes.auth.base import blueprint

__all__ = ["blueprint", "registration", "signing_in"]
