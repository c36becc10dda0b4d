"""Counts by inversion: SciPy's quantiles, the right moments, no surprises at the edges."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.sampling import LARGE_MEAN, Events, negative_binomial, poisson
from sim.streams import Streams

MEANS = [0.0, 1e-6, 0.003, 0.2, 1.0, 2.5, 17.0, 120.0, LARGE_MEAN]
SIZES = [0.2, 1.0, 3.5, 50.0]
LATTICE = (np.arange(40_000) + 0.5) / 40_000

probabilities = st.floats(1e-9, 1.0 - 1e-9)
small_means = st.floats(0.0, LARGE_MEAN)
large_means = st.floats(LARGE_MEAN * 1.001, 1e5)
sizes = st.floats(0.2, 50.0)


def uniforms(cells: int, runs: int = 5000) -> np.ndarray:
    names = tuple(("test", str(cell)) for cell in range(cells))
    return Streams(1, np.arange(runs, dtype=np.uint32)).uniform(names, 0)


def one(count: object) -> int:
    return int(np.asarray(count).item())


@pytest.mark.parametrize("mean", MEANS)
def test_poisson_is_scipy_s_quantile(mean: float) -> None:
    """Operations and clashes would not be Poisson."""
    u = uniforms(2)
    expected = stats.poisson.ppf(u, mean)
    assert expected.tolist() == poisson(u, np.full(u.shape, mean)).tolist()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("mean", MEANS)
def test_negative_binomial_is_scipy_s_quantile(mean: float, size: float) -> None:
    """Attacks would not be negative binomial."""
    u = uniforms(2)
    expected = stats.nbinom.ppf(u, size, size / (size + mean))
    assert expected.tolist() == negative_binomial(u, np.full(u.shape, mean), size).tolist()


@pytest.mark.parametrize("mean", [0.01, 1.0, 30.0, 199.0, 201.0, 1000.0, 20_000.0])
def test_poisson_has_its_mean_and_variance(mean: float) -> None:
    """There would be more operations, or wilder months, than the parameters say."""
    counts = poisson(LATTICE, np.full(LATTICE.shape, mean))
    assert pytest.approx(mean, rel=0.005) == counts.mean()
    assert pytest.approx(mean, rel=0.02) == counts.var()


@pytest.mark.parametrize("size", [1.0, 3.5, 50.0])
@pytest.mark.parametrize("mean", [0.01, 1.0, 30.0, 199.0, 201.0, 1000.0, 20_000.0])
def test_negative_binomial_has_its_mean_and_variance(mean: float, size: float) -> None:
    """There would be more attacks, or wilder months, than the parameters say."""
    counts = negative_binomial(LATTICE, np.full(LATTICE.shape, mean), size)
    assert pytest.approx(mean, rel=0.005) == counts.mean()
    assert pytest.approx(mean + mean**2 / size, rel=0.02) == counts.var()


@settings(deadline=None, max_examples=100)
@given(probabilities, probabilities, st.one_of(small_means, large_means), sizes)
def test_counts_rise_with_the_number_drawn(u: float, v: float, mean: float, size: float) -> None:
    """Runs with common random numbers would not be comparable."""
    low, high = np.array([[min(u, v)]]), np.array([[max(u, v)]])
    means = np.array([[mean]])
    assert one(poisson(low, means)) <= one(poisson(high, means))
    assert one(negative_binomial(low, means, size)) <= one(negative_binomial(high, means, size))


@settings(deadline=None, max_examples=100)
@given(
    probabilities,
    st.one_of(
        st.tuples(small_means, small_means),
        st.tuples(large_means, large_means),
    ),
    sizes,
)
def test_counts_rise_with_the_mean(u: float, means: tuple[float, float], size: float) -> None:
    """A parameter that breeds attacks could make fewer of them, by chance of the method."""
    draw = np.array([[u]])
    low, high = (np.array([[mean]]) for mean in sorted(means))
    assert one(poisson(draw, low)) <= one(poisson(draw, high))
    assert one(negative_binomial(draw, low, size)) <= one(negative_binomial(draw, high, size))


@settings(deadline=None, max_examples=50)
@given(probabilities, sizes)
def test_nothing_comes_of_a_mean_of_zero(u: float, size: float) -> None:
    """Violence would come from places where nobody is."""
    draw, none = np.array([[u]]), np.zeros((1, 1))
    assert 0 == one(poisson(draw, none))
    assert 0 == one(negative_binomial(draw, none, size))


def test_sizes_and_means_may_differ_by_run() -> None:
    """A design's runs would be drawn with each other's dispersion."""
    u = uniforms(3, 4)
    mean = np.array([[0.5, 3.0, 150.0, 900.0]]) * np.array([[1.0], [1.2], [0.7]])
    size = np.array([0.2, 1.0, 3.5, 50.0])
    together = negative_binomial(u, mean, size)
    for run in range(4):
        alone = negative_binomial(u[:, [run]], mean[:, [run]], float(size[run]))
        assert alone[:, 0].tolist() == together[:, run].tolist()


def test_counts_do_not_depend_on_the_layout_of_memory() -> None:
    """A taken ensemble, whose arrays lie otherwise in memory, would draw for the wrong runs."""
    u, mean = uniforms(3, 4), np.outer([1.0, 40.0, 400.0], [1.0, 2.0, 3.0, 4.0])
    size = np.array([0.5, 1.0, 2.0, 3.0])
    turned = np.asfortranarray(u), np.asfortranarray(mean)
    assert poisson(u, mean).tolist() == poisson(*turned).tolist()
    assert negative_binomial(u, mean, size).tolist() == negative_binomial(*turned, size).tolist()


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 4), st.integers(1, 4), st.data())
def test_totals_of_events_are_plain_sums(rows: int, runs: int, data: st.DataObject) -> None:
    """Deaths would be booked in another place or run, or lost."""
    size = rows * runs
    counts = data.draw(st.lists(st.integers(0, 6), min_size=size, max_size=size))
    table = np.array(counts, np.int64).reshape(rows, runs)
    events = Events.of(table, np.arange(rows) + 10)
    values = data.draw(st.lists(st.integers(1, 5000), min_size=sum(counts), max_size=sum(counts)))
    left = iter(values)
    expected = [[float(sum(next(left) for _ in range(n))) for n in row] for row in table]
    assert expected == events.total(np.array(values, np.float32)).tolist()
    assert (events.row + 10).tolist() == events.cell.tolist()
    assert np.repeat(events.run, events.counts).tolist() == events.each(events.run).tolist()
