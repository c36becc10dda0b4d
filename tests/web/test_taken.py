"""A scenario that is taken along says what was changed about it."""

from __future__ import annotations

from pathlib import Path

from sim.language import ENGLISH, LANGUAGES
from sim.scenario import load_scenario
from sim.web.source import Source
from sim.web.taken import changed, taken, taken_text


def test_a_moved_lever_is_in_title_and_name(baseline_source: Source) -> None:
    """Broken if a file in which Nigeria is for force calls itself the baseline."""
    moved = baseline_source.with_levers({"nigeria": 0.0})
    own = taken(moved, ENGLISH)
    title = baseline_source.scenario().data.title
    told = "Nigeria's opposition at home 0 (was 0.9)"
    assert (f"{title}, changed: {told}", "baseline-changed") == (own.data.title, own.name)
    assert own.patch({"title": title}).digest() == moved.scenario().digest()
    french = taken(moved, LANGUAGES["fr"]).data.title
    assert ": 0 (au lieu de 0,9)" in french.replace("\u00a0", " ")


def test_many_levers_are_told_in_the_file(baseline_source: Source, tmp_path: Path) -> None:
    """Broken if a title is too long for a scenario, or a file that could not name its levers in
    its title names them nowhere, or cannot be read."""
    moved = baseline_source.with_levers({"nigeria": 0.0, "pledges": 0.0, "belief": 0.2})
    text = taken_text(moved, ENGLISH)
    assert "# Pledges to Niger, July 2023 off (was on)\n" in text
    (tmp_path / "own.yaml").write_text(text, "utf-8")
    title = baseline_source.scenario().data.title
    assert f"{title}, changed: 3 levers" == load_scenario(tmp_path / "own.yaml").data.title


def test_an_untouched_scenario_keeps_its_name(baseline_source: Source) -> None:
    """Broken if the baseline itself is said to be changed, by a lever put back or one that it
    lacks."""
    assert baseline_source.scenario() is taken(baseline_source, ENGLISH)
    back = baseline_source.with_levers({"nigeria": 0.9, "pledges": 1.0})
    assert [] == [*changed(back, ENGLISH)]
    drawn = baseline_source.with_levers({"reliability": 0.36})
    assert 1 == len([*changed(drawn, ENGLISH)])
