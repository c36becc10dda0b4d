"""Table A, the war: months that the fit never saw."""

from __future__ import annotations

import numpy as np
from scipy.stats import binom

from sim.analysis.calibration.training import COUNTRIES
from sim.analysis.forecasting.registry import SIMULATION
from sim.analysis.forecasting.relative import forecast_skill
from sim.analysis.observed.series import observed_deaths
from sim.analysis.paired import INTERVAL
from sim.analysis.validation.bench import Bench
from sim.analysis.validation.fact import Fact, Finding, middle, passes

TESTED = slice("2023-01", "2024-12")
Z = 1.645
"""Half-width of a 90 % interval, in standard errors."""
BINS = 10


def forecasts(bench: Bench) -> Finding:
    """Forecasts of 2023-24 with leads of 1, 3, 6 and 12 months."""
    table = bench.backtest()
    ratios = forecast_skill(table)
    whole = ratios[(ratios["forecaster"] == SIMULATION) & (ratios["over"] == "all")].iloc[0]
    own = table[table["forecaster"] == SIMULATION]
    low, high = (float(end) / len(own) for end in band(len(own)))
    counts, _ = np.histogram(own["pit"], BINS, (0.0, 1.0))
    return Finding(
        f"relative CRPS {whole['relative']:.2f} ({whole['low']:.2f} to {whole['high']:.2f}); "
        f"{own['covered'].mean():.1%} of what came inside the 90 % interval (binomial band "
        f"{low:.1%} to {high:.1%}); PIT by tenths: {', '.join(map(str, counts))}",
        passes(bool(whole["relative"] < 1.0 and low <= own["covered"].mean() <= high)),
        "Cases of neighbouring origins and leads share months, so the band is narrower than chance "
        "would have it.",
    )


def band(cases: int) -> tuple[float, float]:
    """How many of so many independent cases an interval of 90 % may cover, 90 % of the time."""
    low, high = binom.ppf([(1 - INTERVAL) / 2, (1 + INTERVAL) / 2], cases, INTERVAL)
    return float(low), float(high)


def fluctuations(bench: Bench) -> Finding:
    """How monthly deaths go up and down in 2023-24, in histories forced to no observed month."""
    histories = bench.run(bench.scenario("history"))["deaths"].sum("kind").sel(month=TESTED)
    observed = observed_deaths().sel(month=TESTED)
    words, good = [], True
    for country in COUNTRIES:
        own = histories.sel(country=country).transpose("month", "run").values
        came = observed.sel(country=country).values[:, None]
        ratio = middle(own.var(axis=0) / np.maximum(own.mean(axis=0), 1.0))
        lag, seen = middle(autocorrelation(own)), float(autocorrelation(came)[0])
        half = Z / len(came) ** 0.5
        good &= ratio.value > 20.0 and abs(lag.value - seen) <= half
        words.append(
            f"{country}: {ratio.value:.0f} ({ratio.low:.0f} to {ratio.high:.0f}) and {lag}, "
            f"observed {came.var() / came.mean():.0f} and {seen:.2f} "
            f"({seen - half:.2f} to {seen + half:.2f})"
        )
    return Finding(
        "; ".join(words), passes(good), "Twenty-four months tell little of a correlation."
    )


def autocorrelation(deaths: np.ndarray) -> np.ndarray:
    """Correlation of log(1 + deaths) with the month before, ``(run,)``, of ``(month, run)``."""
    logs = np.log1p(deaths)
    away = logs - logs.mean(axis=0)
    return np.asarray((away[1:] * away[:-1]).sum(axis=0) / np.maximum((away**2).sum(axis=0), 1e-9))


FACTS = (
    Fact(
        "A1",
        "monthly deaths by country, 2023-24: CRPS against conflictology-12, coverage",
        "below 1.0; 90 % within its binomial band",
        "UCDP GED 25.1",
        "held out",
        forecasts,
    ),
    Fact(
        "A2",
        "monthly deaths, 2023-24: variance over mean; lag-1 autocorrelation of logs",
        "above 20; within the data's 90 % interval, by country",
        "UCDP GED 25.1",
        "held out",
        fluctuations,
    ),
)
