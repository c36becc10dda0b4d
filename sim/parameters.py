"""How a parameter is declared: once, beside the mechanism that reads it.

A mechanism's parameters are a frozen dataclass whose fields come from `parameter`. From that one
declaration follow validation, the documentation table, the JSON Schema and a sweep's default range.
An instance holds the values: a float where all runs agree, an array ``(run,)`` where they differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Literal, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv, ndtr, ndtri

Values = float | NDArray[np.float64]
"""A parameter's value: the same for every run, or one a run, shape ``(run,)``."""


@dataclass(frozen=True)
class Uniform:
    """Every value between ``low`` and ``high`` equally likely."""

    low: float
    high: float

    def quantile(self, u: NDArray[np.float64], bounds: tuple[float, float]) -> NDArray[np.float64]:
        """Values ``(run,)`` at the probabilities ``u``."""
        return self.low + (self.high - self.low) * u

    @property
    def support(self) -> tuple[float, float]:
        """Smallest and largest value it can give."""
        return self.low, self.high

    @property
    def centre(self) -> float:
        """Its mean."""
        return (self.low + self.high) / 2


@dataclass(frozen=True)
class Normal:
    """A normal distribution, cut off at the parameter's bounds."""

    mean: float
    sd: float

    def quantile(self, u: NDArray[np.float64], bounds: tuple[float, float]) -> NDArray[np.float64]:
        """Values ``(run,)`` at the probabilities ``u`` of the distribution cut at ``bounds``."""
        low, high = ndtr((np.asarray(bounds) - self.mean) / self.sd)
        return np.asarray(np.clip(self.mean + self.sd * ndtri(low + (high - low) * u), *bounds))

    @property
    def support(self) -> tuple[float, float]:
        """The mean alone: the tails are cut at the parameter's bounds, so they never leave them."""
        return self.mean, self.mean

    @property
    def centre(self) -> float:
        """Its mean before the cut."""
        return self.mean


@dataclass(frozen=True)
class Beta:
    """A beta distribution on 0 to 1."""

    a: float
    b: float

    def quantile(self, u: NDArray[np.float64], bounds: tuple[float, float]) -> NDArray[np.float64]:
        """Values ``(run,)`` at the probabilities ``u``."""
        return np.asarray(betaincinv(self.a, self.b, u), dtype=np.float64)

    @property
    def support(self) -> tuple[float, float]:
        """Smallest and largest value it can give."""
        return 0.0, 1.0

    @property
    def centre(self) -> float:
        """Its mean."""
        return self.a / (self.a + self.b)


@dataclass(frozen=True)
class Choice:
    """One of the listed values, each equally likely."""

    options: tuple[float, ...]

    def quantile(self, u: NDArray[np.float64], bounds: tuple[float, float]) -> NDArray[np.float64]:
        """Values ``(run,)`` at the probabilities ``u``."""
        position = np.minimum((u * len(self.options)).astype(np.int64), len(self.options) - 1)
        return np.asarray(self.options, dtype=np.float64)[position]

    @property
    def support(self) -> tuple[float, float]:
        """Smallest and largest value it can give."""
        return min(self.options), max(self.options)

    @property
    def centre(self) -> float:
        """Its mean."""
        return sum(self.options) / len(self.options)


@dataclass(frozen=True, repr=False, eq=False)
class Column:
    """A column of a table of weighted rows; columns of one table are drawn together.

    Attributes:
        table: the table's name.
        values: of the rows, ``(row,)``.
        steps: their weights added up, ``(row,)``.
    """

    table: str
    values: NDArray[np.float64]
    steps: NDArray[np.float64]

    def rows(self, u: NDArray[np.float64]) -> NDArray[np.int64]:
        """Rows ``(run,)`` at the probabilities ``u``."""
        found: NDArray[np.int64] = np.searchsorted(self.steps, u * self.steps[-1], side="right")
        return np.minimum(found, self.values.size - 1)

    def quantile(self, u: NDArray[np.float64], bounds: tuple[float, float]) -> NDArray[np.float64]:
        """Values ``(run,)`` of the rows at the probabilities ``u``."""
        return self.values[self.rows(u)]

    @property
    def support(self) -> tuple[float, float]:
        """Smallest and largest value it can give."""
        return float(self.values.min()), float(self.values.max())

    @property
    def centre(self) -> float:
        """Its weighted mean."""
        return float(np.dot(np.diff(self.steps, prepend=0.0), self.values) / self.steps[-1])

    def __repr__(self) -> str:
        low, high = self.support
        return f"a column of the {self.table}: {low:.4g} to {high:.4g}, mean {self.centre:.4g}"


Distribution = Uniform | Normal | Beta | Choice | Column


def stream_of(distribution: Distribution, name: str) -> str:
    """The stream of the random numbers that draw a parameter of that (dotted) name."""
    own = distribution.table if isinstance(distribution, Column) else name
    return f"parameters/{own}"


Evidence = Literal["fitted", "prior", "data"]


@dataclass(frozen=True)
class Declaration:
    """What is known of one parameter.

    Attributes:
        name: dotted name, mechanism first (``attacks.intensity``).
        default: a number, or a distribution drawn once a run.
        bounds: values outside are refused.
        range: what a sweep covers by default.
        unit: physical unit, "1" for a pure number.
        meaning: one sentence.
        source: author and year, or "judgement".
        symbol: the symbol in the model's documentation.
        in_force: whether a rule of this version reads it.
        evidence: ``fitted`` (set on data, or to be), ``prior`` (reported with its sensitivity) or
            ``data`` (measured).
    """

    name: str
    default: float | Distribution
    bounds: tuple[float, float]
    range: tuple[float, float]
    unit: str
    meaning: str
    source: str
    symbol: str
    in_force: bool
    evidence: Evidence


def parameter(
    default: float | Distribution,
    *,
    bounds: tuple[float, float],
    range: tuple[float, float] | None = None,
    unit: str,
    meaning: str,
    source: str,
    symbol: str,
    in_force: bool = True,
    evidence: Evidence = "prior",
) -> Any:
    """Declare a field of a `ParameterSet`; a missing ``range`` means half to one and a half times
    the default, within the bounds."""
    centre = default if isinstance(default, int | float) else default.centre
    if range is None:
        half = sorted((centre * 0.5, centre * 1.5))
        range = (max(half[0], bounds[0]), min(half[1], bounds[1]))
    declared = {
        "default": default,
        "bounds": bounds,
        "range": range,
        "unit": unit,
        "meaning": meaning,
        "source": source,
        "symbol": symbol,
        "in_force": in_force,
        "evidence": evidence,
    }
    return field(default=float(centre), metadata=declared)


@dataclass(frozen=True)
class ParameterSet:
    """The parameters of one mechanism; a subclass a mechanism, a field a parameter."""

    in_force: ClassVar[bool] = True
    """Whether a rule of this version reads them."""

    @classmethod
    def declarations(cls, mechanism: str) -> dict[str, Declaration]:
        """The declarations by field name, with ``mechanism`` as the first part of each name."""
        return {
            item.name: Declaration(
                name=f"{mechanism}.{item.name}",
                **{**item.metadata, "in_force": cls.in_force and item.metadata["in_force"]},
            )
            for item in fields(cls)
        }

    def take(self, runs: NDArray[np.int64]) -> Self:
        """The same parameters for the chosen runs (positions along the run axis)."""
        differing = {
            name: value[runs] for name, value in vars(self).items() if isinstance(value, np.ndarray)
        }
        return type(self)(**vars(self) | differing) if differing else self


def parse_distribution(spec: Mapping[str, Any]) -> Distribution:
    """Turn ``{uniform: [low, high]}``, ``{normal: [mean, sd]}``, ``{beta: [a, b]}`` or
    ``{choice: [...]}`` into a distribution.

    Raises:
        ValueError: unknown kind, wrong number of values, or values that make no distribution.

    Examples:
        >>> parse_distribution({"uniform": [0.2, 0.6]})
        Uniform(low=0.2, high=0.6)
    """
    kinds: dict[str, type[Uniform | Normal | Beta]] = {
        "uniform": Uniform,
        "normal": Normal,
        "beta": Beta,
    }
    if len(spec) != 1:
        raise ValueError("a distribution has exactly one key: uniform, normal, beta or choice")
    ((kind, values),) = spec.items()
    if kind == "choice":
        if not values:
            raise ValueError("choice needs at least one value")
        return Choice(tuple(float(value) for value in values))
    if kind not in kinds:
        raise ValueError(f"unknown distribution '{kind}': use uniform, normal, beta or choice")
    if len(values) != 2:
        raise ValueError(f"{kind} takes exactly two values")
    first, second = (float(value) for value in values)
    if kind == "uniform" and not first <= second:
        raise ValueError("uniform takes its lower end first")
    if kind == "normal" and not second > 0:
        raise ValueError("normal takes a mean and a standard deviation above zero")
    if kind == "beta" and not (first > 0 and second > 0):
        raise ValueError("beta takes two values above zero")
    return kinds[kind](first, second)
