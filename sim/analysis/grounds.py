"""The grounds on which an outcome stands: what it rests on, and what kind of evidence that is."""

from __future__ import annotations

from dataclasses import dataclass

from sim.analysis.validation.fact import Evidence


@dataclass(frozen=True)
class Grounds:
    """What an outcome rests on.

    Attributes:
        kind: as in the validation.
        words: what was set on what, and how it did.
        failing: rows of docs/validation.md that ask for it and fail.
    """

    kind: Evidence
    words: str
    failing: tuple[str, ...] = ()


WAR = Grounds(
    "adjusted to",
    "The war is fitted to the deaths of 2018-22. On 2023-24, which the fit never saw, its "
    "forecasts were a little worse than resampling the last year, and too spread out.",
    ("A1", "A2", "A6", "D3"),
)
GROUND = Grounds(
    "adjusted to",
    "The fit used state control in Burkina Faso in mid-2022; JNIM's fighters come out twice as "
    "many as published.",
    ("B4",),
)
DISPLACED = Grounds(
    "adjusted to",
    "People displaced a death were set on the figures of 2019-23, which the model still misses.",
    ("A5",),
)
COUPS = Grounds(
    "held out",
    "Base rates are those of ECOWAS members in 1990-2019 and of the world since 1950. The coups of "
    "2020-23 were held out, though an earlier base rate had been given up because of them.",
)
BLOCS = Grounds(
    "prior restated",
    "How hard a bloc presses is set on 52 past power grabs; few of them ended in force.",
)
TREATIES = Grounds(
    "prior restated",
    "What a treaty does follows from an assumed reliability, and from what others believe of it: "
    "no finding, but an assumption to be varied.",
)
COASTAL = Grounds(
    "prior restated", "The war beyond the three countries is set by judgement, not fitted."
)
RELATIONS = Grounds(
    "prior restated", "How relations and partners change is set by judgement on dated history."
)

STATED = Grounds(
    "prior restated",
    "The war's parameters are those that the scenario states: nothing was fitted to what happened.",
)
IMPOSED = Grounds(
    "prior restated",
    "The scenario makes something happen that did not; the rest follows from base rates that were "
    "tested on what did.",
)
CHANGE = Grounds(
    "prior restated",
    "What a change does follows from the model's rules and from what was assumed; nobody has seen "
    "it happen. Intervals are the noise of the simulation alone.",
)
"""What every difference between scenarios rests on."""
KINDS: dict[Evidence, str] = {
    "held out": "Held out: evidence",
    "adjusted to": "Fitted to data: no independent evidence",
    "prior restated": "An assumption restated: no evidence",
}
"""How kinds of evidence are told of to those who have not read the validation."""

OF_OUTCOMES: dict[str, Grounds] = {
    **dict.fromkeys(
        ("total_deaths", "deaths_last_year", "deaths_of_kind", "total_attacks", "months_hit"), WAR
    ),
    **dict.fromkeys(("final_state_control", "final_fighters", "final_regions"), GROUND),
    **dict.fromkeys(("total_newly_displaced", "final_displaced"), DISPLACED),
    **dict.fromkeys(
        ("coup_attempts_total", "coups_total", "regime_survival", "months_under_junta"), COUPS
    ),
    **dict.fromkeys(
        (
            "highest_posture", "interventions", "interventions_won", "expected_interventions",
            "final_crisis_result", "days_to_suspension", "days_to_sanctions", "days_to_ultimatum",
            "days_to_activation", "days_to_force",
        ),
        BLOCS,
    ),
    **dict.fromkeys(
        (
            "obligations_due", "obligations_honoured", "honour_rate", "operations_due_total",
            "membership_months", "treaty_months", "treaty_defunct_after",
        ),
        TREATIES,
    ),
    **dict.fromkeys(
        ("final_affinity_within", "final_affinity_with_bloc", "final_presence"), RELATIONS
    ),
    "coastal_deaths_total": COASTAL,
}  # fmt: skip
"""What each outcome rests on."""


def grounds_of(outcome: str, calibration: str = "posterior", events: int = 0) -> Grounds:
    """What an outcome rests on, by its name without labels.

    Args:
        outcome: its name.
        calibration: where the war's parameters are from, as a scenario says it.
        events: how many things a scenario makes happen.
    """
    found = OF_OUTCOMES[outcome]
    if found in (WAR, GROUND) and calibration == "stated":
        return STATED
    return IMPOSED if found.kind == "held out" and events else found
