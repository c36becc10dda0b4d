"""The picture of what was observed."""

from io import BytesIO

import numpy as np
import pytest
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.analysis.observed.series import between, observed_deaths
from sim.plots import observed_series


def drawn(axes: Axes, name: str) -> list[float]:
    """Return the heights of a line of a panel."""
    (line,) = (line for line in axes.lines if line.get_gid() == name)
    return np.asarray(line.get_ydata(), dtype=np.float64).tolist()


def test_each_country_has_its_own_series() -> None:
    """Broken if a panel shows another country's deaths, or a peak is cut off."""
    observed = observed_deaths()
    figure = observed_series(observed, observed_deaths(kind="state_based"), {"MLI": "Mali"})
    assert ["Mali", "BFA", "NER"] == [axes.get_title(loc="left") for axes in figure.axes]
    for axes, country in zip(figure.axes, ["MLI", "BFA", "NER"], strict=True):
        expected = observed.sel(country=country).values
        assert expected.tolist() == drawn(axes, "observed")
        assert axes.get_ylim()[1] > expected.max()
        assert 1 == len(axes.collections)
    assert [1363] == drawn(figure.axes[0], "flagged")
    source = next(text.get_text() for text in figure.texts if text.get_gid() == "source")
    assert source.startswith("Source: UCDP GED 25.1 · drawn by Liptako ")


@pytest.mark.parametrize(
    "observed",
    [
        observed_deaths(),
        between(observed_deaths(), "2024-12", "2024-12"),
        between(observed_deaths(), "2024-06", "2025-06", ["MLI", "TCD"]),
        observed_deaths() * 0,
    ],
    ids=["all", "one month", "unknown months and countries", "peace"],
)
@pytest.mark.filterwarnings("error")
def test_odd_series_draw_without_warning_or_clipped_text(observed: xr.DataArray) -> None:
    """Broken if a user's short or patchy series warns, fails, or has text cut off."""
    figure: Figure = observed_series(observed)
    figure.savefig(BytesIO(), format="png")
    for text in figure.texts:
        box = text.get_window_extent()
        assert 0 <= box.x0 <= box.x1 <= figure.bbox.width
        assert 0 <= box.y0 <= box.y1 <= figure.bbox.height


def test_nothing_observed_is_an_error() -> None:
    """Broken if an empty picture is written as if it were one."""
    nothing = between(observed_deaths(), "2030-01", "2030-12")
    with pytest.raises(ValueError, match="no month with observed deaths: nothing to plot"):
        observed_series(nothing)
