"""The gallery that is kept shows what the scenarios give today."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import ndtri

import sim
from sim.report.gallery import REFERENCE, SUMMARY, gallery, summary
from sim.scenario import load_scenario

ROOT = Path(__file__).parents[2]
GALLERY = ROOT / "results" / "gallery"
SCENARIOS = sorted((ROOT / "scenarios").glob("*.yaml"))
RUNS, SEED = 80, 77
CHANCE = 1e-4
"""How often chance alone may fail the whole test."""


def test_every_scenario_is_shown() -> None:
    """Broken if a scenario is added or renamed, and the gallery is not made anew."""
    kept = pd.read_csv(GALLERY / SUMMARY)
    page = (GALLERY / "README.md").read_text("utf-8")
    assert {path.stem for path in SCENARIOS} == set(kept["scenario"])
    for path in SCENARIOS:
        data = load_scenario(path).data
        assert f"## {data.title}\n\n`{path.stem}`: {data.question}" in page
        pictures = list(GALLERY.glob(f"{path.stem}.*.png"))
        assert 2 == len(pictures)
        for picture in pictures:
            assert f"({picture.name})" in page
            assert picture.stat().st_size < 100_000
    assert 2 * len(SCENARIOS) + 2 == len(list(GALLERY.iterdir()))


def test_the_table_is_what_fresh_runs_give() -> None:
    """Broken if the model has changed since `make results`: means of runs with other luck lie
    farther from the table's than chance would have it."""
    kept = pd.read_csv(GALLERY / SUMMARY).set_index(["scenario", "outcome"])
    fresh = pd.concat(
        summary(path.stem, sim.simulate(load_scenario(path), RUNS, SEED, progress=False))
        for path in SCENARIOS
    ).set_index(["scenario", "outcome"])
    assert set(kept.index) == set(fresh.index)
    suffixes = ("_kept", "_fresh")
    both = kept.merge(fresh, left_index=True, right_index=True, suffixes=suffixes).dropna()
    # Of an outcome that no fresh run has, or all, the spread is that of the table's runs.
    rare = (both["standard_error_kept"] ** 2 * both["runs_kept"] / both["runs_fresh"]).to_numpy()
    error = np.sqrt(
        both["standard_error_kept"] ** 2 + np.maximum(both["standard_error_fresh"] ** 2, rare)
    )
    apart = (both["mean_fresh"] - both["mean_kept"]).abs()
    limit = float(ndtri(1.0 - CHANCE / len(both) / 2.0))
    far = both[apart > limit * error + 1e-9]
    assert far.empty, f"run `make results`: {far.index.to_list()}"
    assert len(both) > 0.98 * len(kept)


def test_the_comparison_notices_a_change() -> None:
    """Broken if a war a fifth deadlier would pass for chance."""
    path = ROOT / "scenarios" / f"{REFERENCE}.yaml"
    kept = pd.read_csv(GALLERY / SUMMARY).set_index(["scenario", "outcome"])
    war = {"parameters": {"casualties": {"power": 4.0}}}
    changed = summary(
        REFERENCE, sim.simulate(load_scenario(path).patch(war), RUNS, SEED, progress=False)
    )
    own = changed.set_index("outcome")
    was = kept.loc[REFERENCE]
    apart = (own["mean"] - was["mean"]).abs() / np.hypot(
        own["standard_error"], was["standard_error"]
    )
    assert apart.max() > 6.0


def test_a_small_gallery_is_made(tmp_path: Path) -> None:
    """Broken if `make results` writes something else than the pictures, the page and the table."""
    scenarios = [
        load_scenario(ROOT / "scenarios" / f"{name}.yaml") for name in ("no_treaty", "baseline")
    ]
    gallery(scenarios, tmp_path / "gallery", tmp_path / "images", runs=8, progress=False)
    names = {path.name for path in (tmp_path / "gallery").iterdir()}
    pictures = {"baseline.deaths.png", "baseline.map.png"}
    pictures |= {"no_treaty.beside.png", "no_treaty.difference.png"}
    assert pictures | {"README.md", "summary.csv"} == names
    assert {"deaths.png", "map.png", "flows.png", "alliances.png"} < {
        path.name for path in (tmp_path / "images").iterdir()
    }
    page = (tmp_path / "gallery" / "README.md").read_text("utf-8")
    assert page.index("## Baseline") < page.index("## No treaty")
