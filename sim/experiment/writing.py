"""Files that are whole, or not there."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sim.errors import LiptakoError


def write_whole(path: Path, save: Callable[[Path], object]) -> None:
    """Write a file under a temporary name, then rename it; makes its folder.

    Args:
        path: where it is to be.
        save: writes it to the path it is given.

    Raises:
        LiptakoError: it cannot be written.
    """
    temporary = path.with_name(f".{os.getpid()}-{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        save(temporary)
        temporary.replace(path)
    except OSError as error:
        raise LiptakoError(
            f"{path}: cannot be written ({error.strerror or error}) - make room or choose "
            "another folder with --out; what is finished stays"
        ) from error
    finally:
        with suppress(OSError):  # gone already, or its folder could not be made
            temporary.unlink()
