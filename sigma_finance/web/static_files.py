"""Static files straight from disk: browsers keep them for a year under the release's mark, and get them packed."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterable
from functools import cached_property
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from whitenoise import WhiteNoise
from whitenoise.responders import Response, StaticFile

ROOT = Path(__file__).resolve().parent.parent / "static"
#: The beginning of an address that names a release: ours, or the one that a page of a moment ago was made by.
_MARKED = re.compile(r"/static/[0-9a-f]{12}/")
_PACKED = frozenset({".css", ".js", ".svg", ".txt", ".md"})


def release_mark() -> str:
    """Twelve digits that change whenever any static file does."""
    whole = sha256()
    for path in sorted(path for path in ROOT.rglob("*") if path.is_file()):
        whole.update(path.relative_to(ROOT).as_posix().encode())
        whole.update(path.read_bytes())
    return whole.hexdigest()[:12]


class PackedFile(StaticFile):  # type: ignore[misc]
    """A file that a browser gets packed where it takes that; packed once in each process, when first asked for."""

    path: str

    @cached_property
    def packed(self) -> bytes:
        """The content as gzip has it."""
        return gzip.compress(Path(self.path).read_bytes(), 9, mtime=0)

    def get_response(self, method: str, request_headers: dict[str, str]) -> Response:
        """Answer as the library does, but packed for a whole file."""
        answer = super().get_response(method, request_headers)
        takes = "gzip" in request_headers.get("HTTP_ACCEPT_ENCODING", "")
        if answer.status != 200 or not takes or answer.file is None:
            return answer
        answer.file.close()
        kept = [
            (name, value) for name, value in answer.headers if name.lower() not in ("content-length", "vary")
        ]
        packed = [
            ("Content-Encoding", "gzip"),
            ("Content-Length", str(len(self.packed))),
            ("Vary", "Accept-Encoding"),
        ]
        return Response(answer.status, [*kept, *packed], BytesIO(self.packed))


class StaticFiles(WhiteNoise):  # type: ignore[misc]
    """Serves ``static/`` in front of the application, under its plain addresses and under the release's mark."""

    def __init__(self, application: Any, *, mark: str, debug: bool) -> None:
        kept = re.escape(f"/static/{mark}/")
        super().__init__(application, autorefresh=debug, max_age=3600, immutable_file_test=f"^{kept}")
        self.add_files(str(ROOT), prefix="static/")
        self.add_files(str(ROOT), prefix=f"static/{mark}/")

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Serve a file, or go on to the application; an address of another release leads to today's file."""
        path = environ.get("PATH_INFO", "")
        if path not in self.files and _MARKED.match(path):
            environ["PATH_INFO"] = _MARKED.sub("/static/", path, count=1)
        answer: Iterable[bytes] = super().__call__(environ, start_response)
        return answer

    def get_static_file(self, path: str, url: str, stat_cache: Any = None) -> StaticFile:
        """A file with its headers, packed where that saves something."""
        made = super().get_static_file(path, url, stat_cache)
        if Path(path).suffix in _PACKED:
            made.__class__ = PackedFile
            made.path = path
        return made
