"""Table C: what the model says because it was told to; shown with its sensitivity, no finding."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from sim.analysis.paired import paired
from sim.analysis.validation.bench import FIRST_YEAR, Bench
from sim.analysis.validation.fact import Fact, Finding, mean, ratio
from sim.mechanisms import declarations

WESTERN = ("FRA", "EUR", "USA")
CHANGE = date(2023, 8, 1)
"""When partners come or go."""
YEAR_AFTER = slice("2024-08", "2025-07")
"""Months 12 to 24 after it."""
HORIZON: dict[str, Any] = {"horizon": {"end": "2025-07"}}


def expected_interventions(histories: xr.Dataset) -> NDArray[np.float64]:
    """Interventions in Niger to be expected ``(run,)``: less noisy than those that come."""
    return np.asarray(histories["expected_interventions"].sel(bloc="ECOWAS", country="NER").values)


def deterrence(bench: Bench) -> Finding:
    """How much less often force is to be expected in Niger for the pledge, the treaty, and both."""
    with_both = expected_interventions(bench.run(bench.scenario("baseline", FIRST_YEAR)))
    words = []
    for name, words_for in (
        ("no_pledge", "pledge"),
        ("no_treaty", "treaty"),
        ("no_commitment", "both"),
    ):
        without = expected_interventions(bench.run(bench.scenario(name, FIRST_YEAR)))
        found = paired(with_both, without)
        saved = 1.0 - found.reference / found.mean
        words.append(
            f"{words_for} {found.difference:.4f} ({found.low:.4f} to {found.high:.4f}), "
            f"{100 * saved:.0f} % of {found.mean:.4f}"
        )
    return Finding("; ".join(words), "shown", "Rests on what others believe of an ally; see below.")


def honour(bench: Bench) -> Finding:
    """Share of obligations to send armed force that are honoured, where ECOWAS attacks."""
    histories = bench.run(bench.scenario("ecowas_intervenes", FIRST_YEAR))
    found = mean(histories["honour_rate"].sel(treaty="AES").values)
    return Finding(
        str(found),
        "shown",
        "Below the base rate: two are asked at once, at a high cost, in the middle of a war at "
        "home.",
    )


def western_exit(bench: Bench) -> Finding:
    """Deaths in Niger a year after western partners left, against their staying."""
    gone = [
        {"kind": "partner_exit", "on": CHANGE, "partner": partner, "country": "NER"}
        for partner in WESTERN
    ]
    stays: dict[str, Any] = {"parameters": {"partners": {"exit_base": -9.0}}}
    exits = stays | {"events": gone}
    words = _at_both_ends(bench, "partners.western_effectiveness", exits, stays, _deaths)
    return Finding(words, "shown", "Confounded in the data with coups and trend; a prior.")


def russian_arrival(bench: Bench) -> Finding:
    """Civilians among the dead in Niger a year after Russian forces came, against none."""
    there, none = (
        {
            "events": [
                {
                    "kind": "presence",
                    "on": CHANGE,
                    "partner": "RUS",
                    "country": "NER",
                    "level": level,
                }
            ],
            "parameters": {"partners": {"exit_base": -9.0}},
        }
        for level in (0.9, 0.0)
    )
    words = _at_both_ends(bench, "partners.substitute_harm", there, none, _killed_by_state)
    return Finding(words, "shown", "A prior from one year in Mali.")


def _at_both_ends(
    bench: Bench, parameter: str, one: dict[str, Any], other: dict[str, Any], read: Any
) -> str:
    """How many times more of something there is in one case, at a parameter's ends and default."""
    declared = declarations()[parameter]
    mechanism, name = parameter.split(".")
    words = []
    for value in (declared.range[0], float(declared.default), declared.range[1]):  # type: ignore[arg-type]
        own = {"parameters": {mechanism: {name: value}}}
        cases = [bench.scenario("baseline", HORIZON, change, own) for change in (other, one)]
        found = ratio(*(read(bench.run(case)) for case in cases))
        words.append(f"{found} at {value:g}")
        bench.forget()
    return f"times {'; '.join(words)} of `{parameter}`"


def _deaths(histories: xr.Dataset) -> NDArray[np.float64]:
    deaths = histories["deaths"].sel(country="NER", month=YEAR_AFTER)
    return np.asarray(deaths.sum(("month", "kind")).values, np.float64)


def _killed_by_state(histories: xr.Dataset) -> NDArray[np.float64]:
    deaths = histories["deaths"].sel(country="NER", month=YEAR_AFTER, kind="one_sided_state")
    return np.asarray(deaths.sum("month").values, np.float64)


FACTS = (
    Fact(
        "C1",
        "interventions in Niger to August 2024 deterred by pledge, treaty and both",
        "pacts: 18 % less conflict; contested",
        "Benson 2011; Leeds 2003; Johnson & Leeds 2011; contra Kenwick et al. 2015",
        "prior restated",
        deterrence,
    ),
    Fact(
        "C2",
        "obligations to send armed force that are honoured when ECOWAS attacks Niger",
        "74.5 %; 50 % overall, 22 % after 1945, defence pacts 41 %",
        "Leeds, Long & Mitchell 2000; Berkemeier & Fuhrmann 2018",
        "prior restated",
        honour,
    ),
    Fact(
        "C3",
        "deaths in Niger 12 to 24 months after western partners leave, times those if they stay",
        "12 to 24 months after France left over 12 before: Mali .73, Burkina Faso 1.47, Niger 2.44",
        "UCDP GED 25.1; sign: Fetzer et al. 2021",
        "prior restated",
        western_exit,
    ),
    Fact(
        "C4",
        "civilians killed by the state's side 12 to 24 months after Russian forces come, times "
        "those without",
        "Mali, August 2023 to August 2024: events +81 %, deaths +65 %",
        "ACLED, as reported 2024",
        "prior restated",
        russian_arrival,
    ),
)
