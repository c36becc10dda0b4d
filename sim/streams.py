"""Random numbers as a function: u(seed, stream, month, run, cell, k).

Nothing is drawn in sequence, so a run is the same alone or among 100,000, on any worker and in any
block, and an added actor or rule shifts nobody's draws. The function is Threefry-2x32 with 13
rounds (Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", SC11; 13
rounds pass BigCrush). Its key is a hash of seed, stream and cell; its counter holds run, month and
k. A block gives two 32-bit words: the numbers k and k + 1 (k even) cost as much as one. The many
events of one cell take theirs from SplitMix64 (Steele, Lea & Flood 2014, "Fast splittable
pseudorandom number generators", OOPSLA), started at the cell's own Threefry block.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.sampling import Events

Name = tuple[str, str]
"""A stream and a cell of it."""
Array = NDArray[np.float64]
Words = NDArray[np.uint32]

_PARITY = np.uint32(0x1BD11BDA)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_UNIT = 2.0**-32
_FINE = np.float32(2.0**-23)  # with a bit more, single precision would round up to 1


@dataclass(frozen=True)
class Key:
    """A 64-bit key a cell, as two words ``(cell,)``."""

    first: Words
    second: Words

    @classmethod
    def of(cls, seed: int, names: Sequence[Name]) -> Key:
        """The keys of the named cells, each word of shape ``(cell,)``."""
        digests = b"".join(
            blake2b(f"{seed}\x1f{stream}\x1f{cell}".encode(), digest_size=8).digest()
            for stream, cell in names
        )
        words = np.frombuffer(digests, dtype="<u4").astype(np.uint32).reshape(-1, 2)
        return cls(words[:, 0].copy(), words[:, 1].copy())

    def at(self, cells: NDArray[np.int64]) -> Key:
        """The keys of the cells at these positions."""
        return Key(self.first[cells], self.second[cells])


@njit(inline="always")
def _round(first: Any, second: Any, rotation: int) -> tuple[Any, Any]:
    first = np.uint32(first + second)
    second = np.uint32(second << np.uint32(rotation)) | np.uint32(
        second >> np.uint32(32 - rotation)
    )
    return first, np.uint32(second ^ first)


@njit(inline="always")
def _block(c0: Any, c1: Any, k0: Any, k1: Any) -> tuple[Any, Any]:
    """Threefry-2x32-13 of one counter under one key: 13 rounds, the key added after each four."""
    k2 = np.uint32(k0 ^ k1 ^ _PARITY)
    x, y = np.uint32(c0 + k0), np.uint32(c1 + k1)
    x, y = _round(x, y, 13)
    x, y = _round(x, y, 15)
    x, y = _round(x, y, 26)
    x, y = _round(x, y, 6)
    x, y = np.uint32(x + k1), np.uint32(y + k2 + np.uint32(1))
    x, y = _round(x, y, 17)
    x, y = _round(x, y, 29)
    x, y = _round(x, y, 16)
    x, y = _round(x, y, 24)
    x, y = np.uint32(x + k2), np.uint32(y + k0 + np.uint32(2))
    x, y = _round(x, y, 13)
    x, y = _round(x, y, 15)
    x, y = _round(x, y, 26)
    x, y = _round(x, y, 6)
    x, y = np.uint32(x + k0), np.uint32(y + k1 + np.uint32(3))
    return _round(x, y, 17)


@njit(cache=True)
def threefry(c0: Words, c1: Words, k0: Words, k1: Words) -> tuple[Words, Words]:
    """Threefry-2x32-13: two random 32-bit words for each counter under its key; all ``(n,)``."""
    first = np.empty(c0.size, np.uint32)
    second = np.empty(c0.size, np.uint32)
    for i in range(c0.size):
        first[i], second[i] = _block(c0[i], c1[i], k0[i], k1[i])
    return first, second


@njit(cache=True)
def _uniform_pairs(runs: Words, block: int, k0: Words, k1: Words) -> tuple[Array, Array]:
    """The uniforms of one block ``(cell, run)``, on a grid of 2**-32 strictly inside 0 to 1."""
    first = np.empty((k0.size, runs.size))
    second = np.empty((k0.size, runs.size))
    for cell in range(k0.size):
        for run in range(runs.size):
            word, other = _block(runs[run], np.uint32(block), k0[cell], k1[cell])
            first[cell, run] = (word + 0.5) * _UNIT
            second[cell, run] = (other + 0.5) * _UNIT
    return first, second


@njit(cache=True)
def _uniform_grid(runs: Words, block: int, second: bool, k0: Words, k1: Words) -> Array:
    """One of the two uniforms of one block ``(cell, run)``, as `_uniform_pairs` gives them."""
    numbers = np.empty((k0.size, runs.size))
    for cell in range(k0.size):
        for run in range(runs.size):
            word, other = _block(runs[run], np.uint32(block), k0[cell], k1[cell])
            numbers[cell, run] = ((other if second else word) + 0.5) * _UNIT
    return numbers


@njit(cache=True)
def _uniforms(runs: Words, block: int, second: bool, k0: Words, k1: Words) -> Array:
    """One uniform of a block for each run under its own key, all ``(n,)``."""
    numbers = np.empty(runs.size)
    for i in range(runs.size):
        word, other = _block(runs[i], np.uint32(block), k0[i], k1[i])
        numbers[i] = ((other if second else word) + 0.5) * _UNIT
    return numbers


@njit(inline="always")
def _mix(state: Any) -> Any:
    """SplitMix64's output at a state."""
    word = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))


@njit(cache=True)
def splitmix(state: Any, count: int) -> NDArray[np.uint64]:
    """SplitMix64: the first ``count`` 64-bit words from a state (`numpy.uint64`)."""
    words = np.empty(count, np.uint64)
    for i in range(count):
        state += _GOLDEN
        words[i] = _mix(state)
    return words


@njit(cache=True)
def _uniform_of_events(
    runs: Words, block: int, k0: Words, k1: Words, counts: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Uniforms of the events of occupied cells, on a grid of 2**-23, one cell after the other."""
    numbers = np.empty(counts.sum(), np.float32)
    at = 0
    for i in range(counts.size):
        high, low = _block(runs[i], np.uint32(block), k0[i], k1[i])
        state = np.uint64(high) << np.uint64(32) | np.uint64(low)
        for _ in range(counts[i]):
            state += _GOLDEN
            numbers[at] = (np.float32(_mix(state) >> np.uint64(41)) + np.float32(0.5)) * _FINE
            at += 1
    return numbers


@dataclass
class _Singles:
    """Single numbers of one month, by stream and cell."""

    month: int
    numbers: dict[Name, Array]


@dataclass
class Streams:
    """The random numbers of some runs of one seed.

    A stream is named for one actor's one mechanism (``"JNIM/attacks"``), by the actor's id. Cells
    tell apart the places or objects that one call draws for (region ids, say).

    Attributes:
        seed: any whole number.
        runs: numbers of the runs, ``(run,)``.
    """

    seed: int
    runs: Words
    _keys: dict[tuple[Name, ...], Key] = field(default_factory=dict, repr=False)
    _singles: _Singles = field(default_factory=lambda: _Singles(-1, {}), repr=False)

    def take(self, positions: NDArray[np.int64], runs: Words | None = None) -> Streams:
        """The streams of the runs at these positions, under new numbers if ``runs`` is given."""
        return Streams(self.seed, self.runs[positions] if runs is None else runs, self._keys)

    def pair(
        self,
        names: tuple[Name, ...],
        month: int,
        k: int = 0,
        where: NDArray[np.int64] | None = None,
    ) -> tuple[Array, Array]:
        """Uniform numbers k and k + 1 (k even), each ``(cell, run)``.

        Args:
            names: stream and cell of each row.
            month: absolute month (year * 12 + month - 1), under 2**16.
            k: number of the draw within the month, under 2**17.
            where: positions of the cells to draw for; all if not given.
        """
        key = self._key(names) if where is None else self._key(names).at(where)
        first, second = _uniform_pairs(self.runs, month << 16 | k >> 1, key.first, key.second)
        return first, second

    def uniform(self, names: tuple[Name, ...], month: int, k: int = 0) -> Array:
        """Uniform numbers ``(cell, run)``; arguments as for `pair`."""
        key = self._key(names)
        numbers: Array = _uniform_grid(
            self.runs, month << 16 | k >> 1, bool(k & 1), key.first, key.second
        )
        return numbers

    def at(
        self,
        names: tuple[Name, ...],
        month: int,
        rows: NDArray[np.int64],
        positions: NDArray[np.int64],
        k: int = 0,
    ) -> Array:
        """Uniform numbers ``(place,)`` of single places: each what `uniform` gives there.

        Args:
            names: stream and cell of each row.
            month: as for `pair`.
            rows: position of each place's name, ``(place,)``.
            positions: its place along the run axis, ``(place,)``.
            k: as for `pair`.
        """
        key = self._key(names).at(rows)
        numbers: Array = _uniforms(
            self.runs[positions], month << 16 | k >> 1, bool(k & 1), key.first, key.second
        )
        return numbers

    def normal_at(
        self,
        names: tuple[Name, ...],
        month: int,
        rows: NDArray[np.int64],
        positions: NDArray[np.int64],
        k: int = 0,
    ) -> Array:
        """Standard normal numbers ``(place,)``; arguments as for `at`."""
        return np.asarray(ndtri(self.at(names, month, rows, positions, k)), dtype=np.float64)

    def normal(self, names: tuple[Name, ...], month: int, k: int = 0) -> Array:
        """Standard normal numbers, by the inverse of the normal distribution function."""
        return np.asarray(ndtri(self.uniform(names, month, k)), dtype=np.float64)

    def single(self, stream: str, month: int, cell: str = "") -> Array:
        """Uniform number 0 of one cell, ``(run,)``.

        Many small draws cost more than one large one, so all that was asked for in the last month
        is worked out at the first question of a new one; each number is what it would be alone.
        """
        if month != self._singles.month:
            self._singles = _Singles(month, self._draw(month, list(self._singles.numbers)))
        if (stream, cell) not in self._singles.numbers:
            self._singles.numbers.update(self._draw(month, [(stream, cell)]))
        return self._singles.numbers[stream, cell]

    def _draw(self, month: int, wanted: list[Name]) -> dict[Name, Array]:
        if not wanted:
            return {}
        return dict(zip(wanted, self.uniform(tuple(wanted), month), strict=True))

    def of_events(self, names: tuple[Name, ...], month: int, events: Events) -> NDArray[np.float32]:
        """One uniform number an event ``(event,)``, keyed by the event's number in its cell.

        Threefry gives each cell that has events a 64-bit state; SplitMix64 makes of it one number
        an event, several times faster.
        """
        key = self._key(names).at(events.cell)
        numbers: NDArray[np.float32] = _uniform_of_events(
            self.runs[events.run], month << 16, key.first, key.second, events.counts
        )
        return numbers

    def _key(self, names: tuple[Name, ...]) -> Key:
        found = self._keys.get(names)
        if found is None:
            found = self._keys[names] = Key.of(self.seed, names)
        return found
