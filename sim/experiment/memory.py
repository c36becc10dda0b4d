"""What the C library does with memory that arrays give back."""

from __future__ import annotations

import ctypes

_M_TRIM_THRESHOLD, _M_TOP_PAD, _M_MMAP_THRESHOLD = -1, -2, -3
_MEGABYTE = 2**20


def keep_freed_memory() -> None:
    """Let the C library keep up to half a gigabyte of freed memory for the next arrays.

    As set up, glibc hands large arrays back to the system as soon as they are freed, and every
    month has them mapped in and zeroed again: a third of a run's time. Elsewhere (macOS, Windows,
    musl) this does nothing.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    mallopt(_M_MMAP_THRESHOLD, 32 * _MEGABYTE)
    mallopt(_M_TRIM_THRESHOLD, 512 * _MEGABYTE)
    mallopt(_M_TOP_PAD, 64 * _MEGABYTE)
