"""Work for processes, good and bad: they can be given only what they can import."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np

from sim.errors import LiptakoError
from sim.web.workers import GIGABYTES


def double(number: int) -> int:
    return 2 * number


def process_id() -> int:
    return os.getpid()


def refuse() -> None:
    raise LiptakoError("scenario: no such treaty - name another")


def stumble() -> None:
    raise ZeroDivisionError("a fault of the program")


def die(mark: str) -> str:
    """End the process at the first call; later calls come through."""
    if Path(mark).exists():
        return "alive"
    Path(mark).touch()
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("it lives")


def always_die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def hoard() -> int:
    return np.ones(GIGABYTES * 2**30, np.uint8).size
