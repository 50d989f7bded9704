"""What a sandbox is told when it is made: where its state is, whom it calls, how quickly things happen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

API_VERSION = "2026-10-28.endive"
ACCOUNT = "acct_1SandboxChapter000"


@dataclass
class SandboxSettings:
    """The sandbox's knobs. Addresses may be changed while it runs, since a test learns its ports late."""

    state_path: Path
    webhook_url: str | None
    webhook_secret: str
    public_url: str
    mail_webhook_url: str | None = None
    static_url: str = "/static"
    home_url: str = "/"
    api_keys: tuple[str, ...] = ()
    business_name: str = "Sigma Finance sandbox"
    descriptor_prefix: str = "SIGMA DUES"
    country: str = "US"
    currency: str = "usd"
    clock_path: Path | None = None
    delivery_delay: float = 0.05
    delivery_timeout: float = 10.0
    delivery_threads: int = 2
    retry_delays: tuple[float, ...] = (1, 5, 30, 120, 600, 3600, 3600 * 6, 3600 * 12, 3600 * 24, 3600 * 24)
    fee_delay: float = 2.0
    debit_delay: float | None = 120.0
    refund_delay: float = 2.0
    payout_delay: float | None = 120.0
    refund_floor: int | None = None

    @property
    def endpoint(self) -> str | None:
        """The address that events are posted to, or nothing where events are only kept."""
        return self.webhook_url or None
