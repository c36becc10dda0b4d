"""What the demo reads beside its Python is shipped with it."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[2]
READ = (".js", ".j2", ".css", ".po", ".yaml", ".typed")


def test_the_wheel_has_every_file_that_is_read(tmp_path: Path) -> None:
    """Broken if the demo runs from a copy of the source, and not where it was installed."""
    (made,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with ZipFile(made) as wheel:
        shipped = set(wheel.namelist())
    expected = {
        str(file.relative_to(ROOT)) for file in (ROOT / "sim").rglob("*") if file.suffix in READ
    }
    assert set() == expected - shipped
    pages = {f"sim/web/pages/{name}" for name in ("page.html.j2", "parts.html.j2", "page.css",
                                                  "sheets.html.j2", "sheets.css")}  # fmt: skip
    assert pages | {"sim/web/bridge.js"} <= shipped
