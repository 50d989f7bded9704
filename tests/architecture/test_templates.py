"""What every template is held to beside the linter's rules."""

from pathlib import Path

LINE = 140
ROOTS = ("sigma_finance/templates", "sandbox/templates")


def test_no_line_of_a_template_is_longer_than_a_screen() -> None:
    root = Path(__file__).parents[2]
    templates = [
        path
        for folder in ROOTS
        for path in (root / folder).rglob("*")
        if path.suffix in {".html", ".txt", ".typ"}
    ]
    assert len(templates) > 150
    assert [
        f"{path.relative_to(root)}:{number}"
        for path in templates
        if not path.name.startswith("LICENSE")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > LINE
    ] == []
