"""A file that comes with a page: asked for, held up by a question, and sent once the page before it is shown again."""

from __future__ import annotations

from flask import Flask, g, session

_KEY = "file"


def send_along(path: str) -> None:
    """Have the next page bring the file at ``path`` of this site."""
    session[_KEY] = path


def file_along() -> str:
    """The file that this page brings, once; empty for none."""
    if "file_along" not in g:
        g.file_along = session.pop(_KEY, "")
    return str(g.file_along)


def register(app: Flask) -> None:
    """Let the frame of pages name the file."""
    app.add_template_global(file_along)
