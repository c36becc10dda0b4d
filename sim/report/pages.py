"""How pages of HTML are put together from their templates."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined


def templates(package: str, folder: str) -> Environment:
    """The templates in a folder of a package; what is put in them is escaped, and must be there."""
    return Environment(
        loader=PackageLoader(package, folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
