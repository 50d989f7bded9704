"""Stands in for Stripe and SendGrid where no keys are set: speaks their HTTP, so the gateways stay real.

It imports nothing of the product, keeps its state in a file of its own and is spoken to over a socket.
"""

from __future__ import annotations

from sandbox.app import create_sandbox, mount, sandbox_of
from sandbox.engine.faults import Fault
from sandbox.handle import Sandbox

__all__ = ["Fault", "Sandbox", "create_sandbox", "mount", "sandbox_of"]
