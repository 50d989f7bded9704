"""Signing in and out, joining a chapter by an invite, and the links that are mailed for a login."""

from __future__ import annotations

from sigma_finance.routes.auth import addresses, passwords, registration, signing_in
from sigma_finance.routes.auth.base import blueprint

__all__ = ["addresses", "blueprint", "passwords", "registration", "signing_in"]
