"""The pictures of forecasts against what came."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy.stats import binom

from sim.analysis.forecasting.backtest import QUANTILES
from sim.plots import forecast_fans, pit_histogram
from sim.plots.page import COLUMN, SLIDE, Page

CheckTexts = Callable[[Figure], None]
every_page = pytest.mark.parametrize(
    "page", [SLIDE, COLUMN, COLUMN.to("fr")], ids=["slide", "column", "french"]
)


def a_table(
    origins: int = 12,
    leads: tuple[int, ...] = (1, 3),
    countries: tuple[str, ...] = ("MLI", "BFA", "NER"),
    names: tuple[str, ...] = ("liptako", "conflictology-12"),
    scale: float = 100.0,
) -> pd.DataFrame:
    """Forecasts that grow by forecaster, lead and country; every fifth month lies outside."""
    first = np.datetime64("2022-12")
    rows = []
    for place, name in enumerate(names):
        for origin in range(origins):
            for lead in leads:
                for where, country in enumerate(countries):
                    middle = scale * (1 + place + where + lead / 10)
                    spread = np.array([0.2, 0.6, 1.0, 1.6, 3.0]) * middle
                    outside = (origin + lead) % 5 == 0
                    came = scale * (10.0 if outside else 1.0 + where)
                    rows.append(
                        {
                            "forecaster": name,
                            "origin": (first + origin).astype("datetime64[ns]"),
                            "lead": lead,
                            "country": country,
                            "observed": came,
                            "pit": (origin + 0.5) / origins,
                            **dict(zip(QUANTILES, spread, strict=True)),
                        }
                    )
    return pd.DataFrame(rows)


def line(axes: Axes, gid: str) -> Any:
    (found,) = (one for one in axes.lines if one.get_gid() == gid)
    return found


def test_fans_lines_and_dots_are_those_of_the_table() -> None:
    """Broken if a fan, a baseline or what came were of another lead, country or forecaster."""
    table = a_table()
    figure = forecast_fans(table, lead=3, countries=["NER", "MLI"], names={"NER": "Niger"})
    assert ["Niger", "MLI"] == [axes.get_title("left") for axes in figure.axes]
    axes = figure.axes[0]
    own = table[(table["lead"] == 3) & (table["country"] == "NER")]
    mine = own[own["forecaster"] == "liptako"]
    months = mine["origin"].to_numpy().astype("datetime64[M]") + 3
    median = line(axes, "median")
    assert months.tolist() == median.get_xdata().astype("datetime64[M]").tolist()
    np.testing.assert_allclose(mine["q50"], median.get_ydata())
    other = own[own["forecaster"] == "conflictology-12"]
    for level in ("q05", "q50", "q95"):
        drawn = line(axes, f"conflictology-12 {level}").get_ydata()
        np.testing.assert_allclose(other[level], drawn)
    outer = axes.collections[0].get_paths()[0].vertices[:, 1]
    assert (mine["q05"].min(), mine["q95"].max()) == (outer.min(), outer.max())
    missed = (mine["observed"] > mine["q95"]).to_numpy()
    for gid, chosen in (("inside", ~missed), ("outside", missed)):
        marks = line(axes, gid)
        assert months[chosen].tolist() == marks.get_xdata().astype("datetime64[M]").tolist()
        np.testing.assert_allclose(mine["observed"][chosen], marks.get_ydata())
    assert 0.0 == axes.get_ylim()[0]


def test_a_month_that_is_not_known_leaves_a_gap() -> None:
    """Broken if a fan went on over months of which nobody knows what came."""
    table = a_table(leads=(1,))
    gone = table["origin"] == np.datetime64("2023-03-01")
    median = line(forecast_fans(table[~gone]).axes[0], "median").get_ydata()
    assert [3] == np.flatnonzero(np.isnan(median)).tolist()


def test_fans_open_from_their_origins(check_texts: CheckTexts) -> None:
    """Broken if the fans of two origins were joined, or stood at other months."""
    figure = forecast_fans(a_table(leads=(1, 3, 6)), origins=["2022-12", "2023-06"])
    axes = figure.axes[0]
    medians = [one for one in axes.lines if one.get_gid() == "median"]
    drawn = [one.get_xdata().astype("datetime64[M]").astype(str).tolist() for one in medians]
    assert [["2023-01", "2023-03", "2023-06"], ["2023-07", "2023-09", "2023-12"]] == drawn
    assert 2 == len([one for one in axes.lines if one.get_gid() == "origin"])
    check_texts(figure)


def test_bars_are_shares_of_the_cases() -> None:
    """Broken if bars were of another forecaster, or the band of another number of cases."""
    table = a_table(origins=20)
    table.loc[table["forecaster"] == "liptako", "pit"] = np.resize([0.0, 0.55, 0.58, 1.0], 120)
    axes = pit_histogram(table, ["conflictology-12", "liptako"]).axes
    heights = [[bar.get_height() for bar in one.patches if bar.get_gid() == "pit"] for one in axes]
    np.testing.assert_allclose(np.full(10, 0.1), heights[0])
    np.testing.assert_allclose([0.25, 0, 0, 0, 0, 0.5, 0, 0, 0, 0.25], heights[1])
    (band,) = (one for one in axes[1].patches if one.get_gid() == "band")
    low, high = binom.ppf([0.05, 0.95], 120, 0.1) / 120
    assert pytest.approx((low, high - low)) == (band.get_y(), band.get_height())
    assert ["liptako (120 cases)"] == [axes[1].get_title("left")]
    written = [text.get_text() for text in axes[1].texts if text.get_gid() == "beyond"]
    assert ["50\xa0%"] == written


ODD: list[dict[str, Any]] = [
    {},
    {"origins": 1, "countries": ("BFA",)},
    {"origins": 120, "scale": 1e4},
    {"countries": tuple("ABCDE"), "scale": 0.0},
    {"names": ("x" * 90, "y" * 90, "z"), "countries": ("NER",)},
]


@every_page
@pytest.mark.parametrize("options", ODD, ids=str)
@pytest.mark.filterwarnings("error")
def test_odd_backtests_are_drawn(
    options: dict[str, Any], page: Page, check_texts: CheckTexts
) -> None:
    """Broken if few or many months, zeros or long names warned, failed or cut text off."""
    table = a_table(**options)
    others = list(dict.fromkeys(table["forecaster"]))[1:3]
    check_texts(forecast_fans(table, against=others, source="Source: Liptako", page=page))
    check_texts(pit_histogram(table, source="Source: Liptako", page=page))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"forecaster": "nobody"}, "no forecaster nobody in this backtest; it has: liptako, c"),
        ({"against": ["zero"] * 4}, "forecasters: 4 as lines - draw 3 at most"),
        ({"lead": 2}, "no lead 2 in this backtest; it has: 1, 3"),
        ({"origins": ["2031-01"]}, "no origin 2031-01 in this backtest"),
        ({"origins": []}, "origins: none"),
        ({"countries": ["FRA"]}, "no country FRA in this backtest; it has: MLI, BFA, NER"),
        ({"lead": 1, "origins": ["2022-12"]}, "lead and origins: both given"),
    ],
)
def test_what_is_not_there_is_refused(options: dict[str, Any], message: str) -> None:
    """Broken if a slip gave an empty picture or a traceback."""
    with pytest.raises(ValueError, match=message):
        forecast_fans(a_table(), **options)


def test_no_forecasts_are_refused() -> None:
    """Broken if an empty picture were drawn."""
    for draw in (forecast_fans, pit_histogram):
        with pytest.raises(ValueError, match="no forecasts: nothing to plot"):
            draw(a_table().head(0))
    with pytest.raises(ValueError, match="bins: 1 - take 2 at least"):
        pit_histogram(a_table(), bins=1)
