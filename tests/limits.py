"""Between which numbers every recorded variable stays, whatever happens."""

from __future__ import annotations

import numpy as np

from sim.experiment.outcomes import OUTCOMES
from sim.experiment.record import VARIABLES, Block

INFINITE = np.inf
NEVER = ("days_to_", "honour_rate", "treaty_defunct_after")
"""How outcomes begin that are not a number where what they are about never came."""
LIMITS = {
    "deaths": (0.0, INFINITE),
    "attacks": (0.0, INFINITE),
    "deaths_region": (0.0, INFINITE),
    "state_control": (0.0, 1.0),
    "state_control_national": (0.0, 1.0),
    "fighters": (0.0, INFINITE),
    "fighters_national": (0.0, INFINITE),
    "soldiers": (1.0, INFINITE),
    "capacity": (0.3, 2.0),
    "effectiveness": (0.3, 3.0),
    "budget": (0.1, INFINITE),
    "legitimacy": (0.05, 0.95),
    "junta": (0.0, 1.0),
    "coup_attempts": (0.0, 2.0),
    "coups": (0.0, 2.0),
    "displaced": (0.0, INFINITE),
    "newly_displaced": (0.0, INFINITE),
    "presence": (0.0, 1.0),
    "posture": (0.0, 5.0),
    "sanctions": (0.0, 1.0),
    "member": (0.0, 1.0),
    "pledged": (0.0, 1.0),
    "due": (0.0, INFINITE),
    "honoured": (0.0, INFINITE),
    "treaty_active": (0.0, 1.0),
    "participation": (0.0, 1.0),
    "operations_due": (0.0, INFINITE),
    "joint_operations": (0.0, 1.0),
    "hardest_posture": (0.0, 5.0),
    "crisis_result": (0.0, 5.0),
    "coastal_deaths": (0.0, INFINITE),
    "affinity_within": (-1.0, 1.0),
    "affinity_with_bloc": (-1.0, 1.0),
    "affinity": (-1.0, 1.0),
}


def check_limits(block: Block) -> None:
    assert set(LIMITS) == set(VARIABLES)
    for name, (low, high) in LIMITS.items():
        values = block[name].astype(np.float64)
        if not values.size:  # a scenario without treaties, say
            continue
        assert np.isfinite(values).all(), name
        assert low * (1 - 1e-6) - 1e-6 * (low < 0) <= values.min(), name
        assert values.max() <= high * (1 + 1e-6), name
    for name in OUTCOMES:
        if not name.startswith(NEVER):
            assert np.isfinite(block[name]).all(), name
    assert (block["coups"] <= block["coup_attempts"]).all()
