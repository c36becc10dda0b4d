"""What the model asks of a scenario."""

from __future__ import annotations

import json
import pickle
from datetime import date

from sim.parameters import Beta, Uniform
from tests.scenario.conftest import SMALL, Load


def test_months_are_counted_from_the_start(load: Load) -> None:
    """Events would happen in another month."""
    scenario = load(SMALL)
    assert 2023 * 12 + 6 == scenario.start
    assert 12 == scenario.months
    assert 0 == scenario.month_index(date(2023, 7, 31))
    assert 11 == scenario.month_index(date(2024, 6, 1))
    assert -1 == scenario.month_index(date(2023, 6, 30))


def test_the_model_decides_after_the_month_of_the_cut(load: Load) -> None:
    """The model would decide a month that history has decided."""
    assert 0 == load(SMALL).free_from
    assert 0 == load(SMALL + "cut: 2023-06-30").free_from
    assert 1 == load(SMALL + "cut: 2023-07-01").free_from
    assert 12 == load(SMALL + "cut: 2024-06-30").free_from


def test_a_scenario_is_shown_in_a_line(load: Load) -> None:
    """Whoever looks at one, or at an assertion that fails, would be shown pages."""
    assert f"Scenario({load(SMALL).name!r}, 2023-07 to 2024-06, 2 countries)" == repr(load(SMALL))


def test_parameters_are_the_file_s_or_the_default(load: Load) -> None:
    """A parameter would be ignored, or a default be lost."""
    scenario = load(
        SMALL + "parameters: {attacks: {excitation: {uniform: [.1, .2]}, spillover: 0}}"
    )
    assert Uniform(0.1, 0.2) == scenario.parameters["attacks.excitation"]
    assert 0.0 == scenario.parameters["attacks.spillover"]
    assert Beta(4.0, 7.0) == scenario.parameters["honouring.base_reliability"]


def test_what_happens_is_history_up_to_the_cut_and_events(load: Load) -> None:
    """History after the cut would be forced, or events be out of order."""
    listed = """
history:
  - {kind: coup, on: 2023-09-01, country: MLI, note: h1}
  - {kind: coup, on: 2023-08-31, country: MLI, note: h2}
  - {kind: coup, on: 2023-08-01, country: MLI, note: h3}
events:
  - {kind: coup, on: 2024-01-01, country: MLI, note: e1}
  - {kind: coup, on: 2023-08-01, country: MLI, note: e2}
"""
    notes = [event.note for event in load(f"{SMALL}cut: 2023-08-31{listed}").history_events]
    assert ["h3", "e2", "h2", "e1"] == notes
    notes = [event.note for event in load(SMALL + listed).history_events]
    assert ["h3", "e2", "h2", "h1", "e1"] == notes


def test_resolved_is_plain_json(load: Load) -> None:
    """A manifest could not hold the scenario."""
    scenario = load(SMALL + "cut: 2023-07-31")
    assert "2023-07-31" == scenario.resolved["cut"]
    assert scenario.resolved == json.loads(json.dumps(scenario.resolved))
    assert "s" == scenario.name


def test_the_digest_names_the_content(load: Load) -> None:
    """Results would be taken for those of another scenario, or be computed twice."""
    first = load(SMALL).digest()
    assert 64 == len(first)
    assert first == load("# a comment\n" + SMALL.replace("{start", "{  start")).digest()
    assert first == load("extends: base", base=SMALL).digest()
    assert first != load(SMALL.replace("soldiers: 9", "soldiers: 8", 1)).digest()
    lines = SMALL.splitlines(keepends=True)
    assert first != load("".join([*lines[:4], lines[5], lines[4]])).digest()


def test_the_order_of_actors_is_the_file_s(load: Load) -> None:
    """Results would list countries in an order of their own."""
    lines = SMALL.splitlines(keepends=True)
    assert ["BFA", "MLI"] == list(load("".join([*lines[:4], lines[5], lines[4]])).data.countries)


def test_a_scenario_travels_to_workers(load: Load) -> None:
    """A sweep over processes would fail."""
    scenario = load(SMALL + "parameters: {attacks: {excitation: .1}}")
    copy = pickle.loads(pickle.dumps(scenario))
    assert scenario == copy
    assert scenario.digest() == copy.patch({}).digest()
