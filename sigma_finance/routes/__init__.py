"""Blueprints, guards and error pages."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Put every page of the product on ``app``."""
