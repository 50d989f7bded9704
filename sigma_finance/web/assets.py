"""What pages point at or hold: addresses of static files that change with their content, and icons."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flask import current_app, url_for
from markupsafe import Markup

from sigma_finance.web import tabs

PACKAGE = Path(__file__).resolve().parent.parent
ICONS = PACKAGE / "templates" / "icons"
OPENING = (
    '<svg class="icon" aria-hidden="true" focusable="false" viewBox="0 0 24 24" width="16" height="16" '
    'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">'
)


def asset(path: str) -> str:
    """The address of a file under ``static/``, with the release's mark so that a browser may keep it for good."""
    mark = current_app.config["STATIC_MARK"]
    return tabs.of_no_chapter(url_for("static", filename=f"{mark}/{path}" if mark else path))


@cache
def icon(name: str) -> Markup:
    """The drawing called ``name``, hidden from screen readers: the words beside it say what it means.

    Raises FileNotFoundError where there is no such icon. Source: Lucide, see its licence beside the files.
    """
    drawing = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    _, _, shapes = drawing.partition("<svg")
    inside = shapes.partition(">")[2].removesuffix("</svg>\n")
    return Markup(OPENING + " ".join(inside.split()) + "</svg>")  # noqa: S704 (our own files, no person's text)


def photo_href(member_id: int, mark: str | None) -> str:
    """The address of a photo, which changes with it; nothing where there is none."""
    return url_for("photos.photo", member_id=member_id, v=mark[:12]) if mark else ""
