"""Survival of regimes and treaties: clocks, shares, intervals."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import pytest
import xarray as xr
from matplotlib.figure import Figure

from sim.analysis.validation.fact import share
from sim.plots import regime_survival, treaty_survival
from sim.plots.page import COLUMN, SLIDE, Page

MakeDataset = Callable[..., xr.Dataset]


def with_coups(dataset: xr.Dataset, country: str, coups: Sequence[Sequence[int]]) -> xr.Dataset:
    """Return the dataset with these coups (run, month) and no others."""
    own = xr.zeros_like(dataset["coups"])
    own.loc[{"country": country}] = np.array(coups)
    return dataset.assign(coups=own)


def with_treaty(dataset: xr.Dataset, treaty: str, active: Sequence[Sequence[int]]) -> xr.Dataset:
    """Return the dataset with one treaty in force as given (run, month), and no other."""
    own = xr.zeros_like(dataset["treaty_active"])
    own.loc[{"treaty": treaty}] = np.array(active)
    return dataset.assign(treaty_active=own)


def curves(figure: Figure) -> list[tuple[list[str], list[float]]]:
    """Return the months and values of each curve, without the end of its last step."""
    drawn = []
    for line in figure.axes[0].lines:
        if line.get_gid() == "survival":
            months = np.asarray(line.get_xdata(orig=True)).astype("datetime64[M]").astype(str)
            drawn.append((months.tolist()[:-1], np.asarray(line.get_ydata()).tolist()[:-1]))
    return drawn


def test_regimes_fall_at_their_first_coup(make_dataset: MakeDataset) -> None:
    """Broken if a second coup in a run counts, or a regime rises again."""
    coups = [[0, 0, 1, 0], [0, 1, 1, 0], [0, 0, 0, 0], [0, 0, 0, 1]]
    dataset = with_coups(make_dataset(runs=4, months=4), "MLI", coups)
    (months, shares), _, (_, quiet) = curves(regime_survival(dataset))
    assert ["2023-07", "2023-08", "2023-09", "2023-10"] == months
    assert [1.0, 0.75, 0.5, 0.25] == shares
    assert [1.0, 1.0, 1.0, 1.0] == quiet


def test_coups_in_all_runs_are_history(make_dataset: MakeDataset) -> None:
    """Broken if a coup that the scenario sets, even in a country not shown, ends the curves."""
    coups = [[0, 1, 0, 0], [0, 1, 0, 1]]
    dataset = with_coups(make_dataset(runs=20, months=4), "NER", 10 * coups)
    figure = regime_survival(dataset, ["NER", "MLI"])
    (months, shares), _ = curves(figure)
    assert ["2023-08", "2023-09", "2023-10"] == months
    assert [1.0, 1.0, 0.5] == shares
    assert "in power at the end of August 2023" in figure.texts[1].get_text().replace("\n", " ")
    assert months == curves(regime_survival(dataset, ["MLI"]))[0][0]


def test_what_happens_in_all_of_a_few_runs_is_chance(make_dataset: MakeDataset) -> None:
    """Broken if two runs that agree by chance make history of their coup."""
    dataset = with_coups(make_dataset(runs=2, months=4), "NER", [[0, 1, 0, 0], [0, 1, 0, 1]])
    assert [1.0, 0.0, 0.0, 0.0] == curves(regime_survival(dataset, ["NER"]))[0][1]


def test_coups_of_a_single_run_are_no_history(make_dataset: MakeDataset) -> None:
    """Broken if the only run seems to have no coup; one in its first month made the regime."""
    dataset = with_coups(make_dataset(runs=1, months=4), "MLI", [[1, 0, 1, 0]])
    figure = regime_survival(dataset, ["MLI"])
    assert [1.0, 1.0, 0.0, 0.0] == curves(figure)[0][1]
    assert "One run only" in figure.texts[1].get_text().replace("\n", " ")


def test_the_clock_starts_when_asked_for(make_dataset: MakeDataset) -> None:
    """Broken if coups before the chosen month count."""
    dataset = with_coups(make_dataset(runs=2, months=4), "MLI", [[0, 1, 0, 0], [0, 0, 0, 1]])
    assert [(["2023-09", "2023-10"], [1.0, 0.5])] == curves(
        regime_survival(dataset, ["MLI"], since="2023-09")
    )
    with pytest.raises(ValueError, match="since is '2030-01'; it must be a month from 2023-07 to"):
        regime_survival(dataset, since="2030-01")


def test_bands_are_the_intervals_of_the_validation(make_dataset: MakeDataset) -> None:
    """Broken if a figure is surer of a share than the report."""
    dataset = make_dataset(runs=40, months=24)
    figure = regime_survival(dataset, ["BFA"])
    alive = dataset["coups"].sel(country="BFA")[:, 1:].sum("month").values == 0
    edges = figure.axes[0].collections[0].get_paths()[0].vertices
    own = share(alive)
    last = edges[edges[:, 0] == edges[:, 0].max()][:, 1]
    assert own.value == pytest.approx(curves(figure)[0][1][-1])
    assert (own.low, own.high) == pytest.approx((last.min(), last.max()))


def test_treaties_count_from_when_most_runs_have_them(make_dataset: MakeDataset) -> None:
    """Broken if runs without the treaty count as its death, or a revival as survival."""
    active = [[0, 1, 1, 1], [0, 1, 0, 1], [0, 0, 0, 0], [0, 1, 1, 0]]
    figure = treaty_survival(with_treaty(make_dataset(runs=4, months=4), "AES", active))
    ((months, shares),) = curves(figure)
    assert ["2023-08", "2023-09", "2023-10"] == months
    assert [1.0, 2 / 3, 1 / 3] == pytest.approx(shares)
    assert ["AES\nn = 3"] == [text.get_text() for text in figure.axes[0].texts]


def test_treaties_dissolved_in_all_runs_are_history(make_dataset: MakeDataset) -> None:
    """Broken if a death that the scenario sets makes a curve, or none makes an empty picture."""
    active = [[1, 1, 0, 0], [1, 1, 0, 0]]
    figure = treaty_survival(with_treaty(make_dataset(runs=20, months=4), "AES", 10 * active))
    assert [] == curves(figure)
    assert ["In force in no run"] == [text.get_text() for text in figure.axes[0].texts]


def test_datasets_without_treaties_are_refused(make_dataset: MakeDataset) -> None:
    """Broken if a scenario without treaties gets an empty figure, or an unclear error."""
    with pytest.raises(ValueError, match="'treaty_active' is empty along treaty: nothing to plot"):
        treaty_survival(make_dataset(runs=2).isel(treaty=[]))


@pytest.mark.parametrize("page", [SLIDE, COLUMN.to("fr")], ids=["slide", "colonne"])
def test_names_of_lines_stand_apart_within_the_figure(
    make_dataset: MakeDataset, page: Page
) -> None:
    """Broken if names of curves that end together overlap or are cut off."""
    dataset = make_dataset(runs=3, zero=True)
    figures = [
        regime_survival(dataset, ["MLI", "BFA", "NER", "CIV", "XEC"], page=page),
        treaty_survival(dataset.assign(treaty_active=dataset["treaty_active"] + 1), page=page),
    ]
    for figure in figures:
        figure.draw_without_rendering()
        boxes = [text.get_window_extent() for text in figure.axes[0].texts]
        assert max(box.x1 for box in boxes) <= figure.bbox.width
        boxes.sort(key=lambda box: box.y0)
        assert all(lower.y1 <= upper.y0 + 1 for lower, upper in pairwise(boxes))
