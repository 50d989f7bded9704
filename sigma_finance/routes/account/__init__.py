"""A person's own account: who they are, how they sign in, and where they are signed in."""

from __future__ import annotations

from sigma_finance.routes.account import confirming, credentials, overview, passkeys, profile, second_step
from sigma_finance.routes.account.base import blueprint

__all__ = ["blueprint", "confirming", "credentials", "overview", "passkeys", "profile", "second_step"]
