"""The bridge between a page and Python; its other half is ``bridge.js``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from panel.custom import JSComponent


class Bridge(JSComponent):
    """Hears what a visitor does, and shows what comes of it."""

    _esm = Path(__file__).with_name("bridge.js")

    def __init__(self, heard: Callable[[str, Any], None], **options: Any) -> None:
        """A bridge; ``heard`` takes the name of what was done, and its value."""
        super().__init__(**options)
        self.on_msg(lambda event: _tell(heard, event.data))

    def tell(self, **shown: Any) -> None:
        """Show what ``bridge.js`` lists: sections, values, frames, ..."""
        self._send_msg(shown)


def _tell(heard: Callable[[str, Any], None], data: Any) -> None:
    """Hand on what the page sent, if it is of the form that ``bridge.js`` sends."""
    if isinstance(data, dict):
        heard(str(data.get("name", "")), data.get("value"))
