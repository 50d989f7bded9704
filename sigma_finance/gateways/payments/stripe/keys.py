"""What the key in the settings tells by itself."""

from __future__ import annotations

from sigma_finance.extensions import setting

_MODES = {"live": True, "test": False}


def livemode() -> bool | None:
    """Whether the key moves real money; None where it doesn't tell, as secret and restricted keys do."""
    kind, _, rest = str(setting("STRIPE_SECRET_KEY")).partition("_")
    return _MODES.get(rest.partition("_")[0]) if kind in ("sk", "rk") else None
