"""Draws docs/architecture.svg from the imports: the layers with their subjects, and the rooms of services.

python scripts/picture.py            draw it anew
python scripts/picture.py --check    end with 1 where the drawing is not what the imports say
"""

import sys
from collections import defaultdict
from html import escape
from typing import NamedTuple

import grimp
from _setup import ROOT, say

PICTURE = ROOT / "docs" / "architecture.svg"
PACKAGE = "sigma_finance"
#: The layers from the top down, those that share a floor together; the import contracts hold the same order.
FLOORS = (
    ("worker", "app"),
    ("routes",),
    ("web", "cli"),
    ("tasks", "demo"),
    ("forms",),
    ("services",),
    ("queries", "gateways"),
    ("models", "database"),
    ("extensions",),
    ("domain",),
    ("config", "logs", "utils"),
)
LABEL = "The layers of the package from the top down, what each imports, and the rooms of services"
STYLE = """
svg { background: #fff; font: 14px Inter, system-ui, sans-serif; fill: #1e293b }
.floor { fill: #f1f5f9 } .room { fill: #fff; stroke: #94a3b8 } .layer { font-weight: 600 } .small { font-size: 12px }
.arrow { stroke: #3152c8; fill: none; stroke-width: 1.5 } .dot { fill: #3152c8 }
@media (prefers-color-scheme: dark) {
  svg { background: #0f172a; fill: #e2e8f0 } .floor { fill: #1e293b } .room { fill: #0f172a; stroke: #64748b }
  .arrow { stroke: #93b4ff } .dot { fill: #93b4ff }
}
"""
HEIGHT, GAP, LEFT, WIDTH, LANE = 36, 8, 16, 880, 20


class Imports(NamedTuple):
    """What imports what: the folders of each layer, and pairs of layers and of rooms of ``services``."""

    folders: dict[str, list[str]]
    layers: set[tuple[str, str]]
    rooms: set[tuple[str, str]]


def read() -> Imports:
    """Read the imports of the package."""
    graph = grimp.build_graph(PACKAGE)
    folders: dict[str, set[str]] = defaultdict(set)
    layers, rooms = set(), set()
    for module in graph.modules:
        path = module.split(".")[1:]
        if len(path) > 2:
            folders[path[0]].add(path[1])
        for imported in graph.find_modules_directly_imported_by(module):
            other = imported.split(".")[1:]
            if path and other and path[0] != other[0]:
                layers.add((path[0], other[0]))
            elif len(path) > 1 and len(other) > 1 and path[0] == "services" and path[1] != other[1]:
                rooms.add((path[1], other[1]))
    return Imports({layer: sorted(found) for layer, found in folders.items()}, layers, rooms)


def draw(imports: Imports) -> str:
    """The whole picture: the layers above, the rooms of ``services`` below."""
    layers = [[layer for layer in floor if _exists(layer)] for floor in FLOORS]
    upper, middle, width = _floors(layers, imports.folders, imports.layers, GAP)
    lower, end, _ = _floors(_levels(imports.rooms), {}, imports.rooms, middle + 40)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {end}" role="img" aria-label="{LABEL}">',
            f"<style>{STYLE}</style>",
            *upper,
            _text(LEFT, middle + 24, "Inside services", "layer"),
            *lower,
            "</svg>\n",
        ]
    )


def _exists(layer: str) -> bool:
    place = ROOT / PACKAGE / layer
    return place.is_dir() or place.with_suffix(".py").exists()


def _floors(
    floors: list[list[str]], folders: dict[str, list[str]], arrows: set[tuple[str, str]], top: int
) -> tuple[list[str], int, int]:
    """A band for each room, and at its right a lane with a dot at every room that it imports; then height and width."""
    parts: list[str] = []
    tops: dict[str, int] = {}
    for floor in floors:
        for room in floor:
            tops[room] = top
            parts += _band(room, folders.get(room, []), top)
            top += HEIGHT + 2
        top += GAP
    lane = WIDTH + 2 * LEFT
    for room, start in tops.items():
        aims = sorted(tops[other] for one, other in arrows if one == room and other in tops)
        if aims:
            parts += _lane(lane, start, aims)
            lane += LANE
    return parts, top, lane + LEFT


def _band(layer: str, folders: list[str], top: int) -> list[str]:
    parts = [f'<rect class="floor" x="{LEFT}" y="{top}" width="{WIDTH}" height="{HEIGHT}" rx="4"/>']
    parts.append(_text(LEFT + 12, top + 23, layer, "layer"))
    x = LEFT + 104
    for folder in folders:
        width = 14 + 8 * len(folder)
        parts.append(
            f'<rect class="room" x="{x}" y="{top + 8}" width="{width}" height="{HEIGHT - 16}" rx="4"/>'
        )
        parts.append(_text(x + 6, top + 22, folder, "small"))
        x += width + 6
    return parts


def _lane(x: int, start: int, aims: list[int]) -> list[str]:
    middle = HEIGHT // 2
    parts = [f'<path class="arrow" d="M{x} {start + middle}V{max(aims) + middle}"/>']
    parts.append(f'<circle class="room" cx="{x}" cy="{start + middle}" r="4"/>')
    return parts + [f'<circle class="dot" cx="{x}" cy="{aim + middle}" r="4"/>' for aim in aims]


def _levels(arrows: set[tuple[str, str]]) -> list[list[str]]:
    """The rooms from the top down, each above all that it imports. Raises ValueError for a circle."""
    below: dict[str, set[str]] = defaultdict(set)
    for one, other in arrows:
        below[one].add(other)
        below[other] |= set()
    floors: list[list[str]] = []
    placed: set[str] = set()
    while len(placed) < len(below):
        ready = sorted(room for room in below if room not in placed and below[room] <= placed)
        if not ready:
            raise ValueError(f"These rooms import each other: {sorted(below.keys() - placed)}")
        floors.insert(0, ready)
        placed.update(ready)
    return floors


def _text(x: int, y: int, words: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x}" y="{y}">{escape(words)}</text>'


def main(arguments: list[str]) -> int:
    """Draw the picture, or compare it; ends with 1 where it is another."""
    sys.path.insert(0, str(ROOT))
    picture = draw(read())
    if arguments == ["--check"]:
        same = PICTURE.exists() and PICTURE.read_text(encoding="utf-8") == picture
        say("docs/architecture.svg is as the imports are" if same else "Run python scripts/picture.py")
        return 0 if same else 1
    PICTURE.write_text(picture, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
