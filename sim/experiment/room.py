"""Room for results that several processes fill together, each its own runs."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import LiptakoError
from sim.experiment.record import Block

_MEMORY_FILES = Path("/dev/shm")
_ALIGNMENT = 64


@dataclass(frozen=True)
class SharedRoom:
    """Arrays in a file that processes map into memory, so that none has to send its results.

    Attributes:
        path: the file.
        layout: dtype, shape and offset in bytes of each array.
    """

    path: Path
    layout: dict[str, tuple[np.dtype[Any], tuple[int, ...], int]]

    def arrays(self) -> Block:
        """The arrays themselves, zero until somebody writes."""
        memory: NDArray[np.uint8] = np.memmap(self.path, np.uint8, "r+")
        return {
            name: np.ndarray(shape, dtype, buffer=memory, offset=offset)
            for name, (dtype, shape, offset) in self.layout.items()
        }


@contextmanager
def shared_room(like: Block) -> Iterator[SharedRoom]:
    """A shared room with arrays like these; its file goes when the work is done, while arrays
    that are mapped already stay.

    Raises:
        LiptakoError: there is no space for it.
    """
    layout = {}
    size = 0
    for name, array in like.items():
        layout[name] = (array.dtype, array.shape, size)
        size += -(-array.nbytes // _ALIGNMENT) * _ALIGNMENT
    roomy = _MEMORY_FILES.is_dir() and shutil.disk_usage(_MEMORY_FILES).free > 1.2 * size
    folder = _MEMORY_FILES if roomy else Path(tempfile.gettempdir())
    handle, name = tempfile.mkstemp(prefix="liptako-", dir=folder)
    path = Path(name)
    try:
        try:
            os.truncate(handle, max(size, 1))
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(handle, 0, max(size, 1))
        except OSError as error:
            raise LiptakoError(
                f"{folder}: no space for {size / 1e9:.1f} GB of results ({error.strerror}) - set "
                "TMPDIR to a larger folder, take fewer runs, or use one worker"
            ) from error
        finally:
            os.close(handle)
        yield SharedRoom(path, layout)
    finally:
        path.unlink(missing_ok=True)
