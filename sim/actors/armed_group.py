"""An armed group: it recruits, spreads, and takes control where the balance of forces allows."""

from __future__ import annotations

import numpy as np

from sim.actors.actor import Actor
from sim.mechanisms import control, recruitment


class ArmedGroup(Actor):
    """An insurgent group, in every region of the theatre."""

    def rebuild(self) -> None:
        """Recruit, spread to neighbours, lose the dead and the deserters."""
        theatre, aftermath = self.world.theatre, self.model.aftermath
        nearby = np.asarray(theatre.geography.spill @ theatre.fighters[self.index])
        nearby *= aftermath.welcome
        theatre.fighters[self.index] = recruitment.fighters(
            theatre.fighters[self.index],
            aftermath.growth_rate,
            nearby,
            theatre.losses[self.index],
        )

    def take_control(self) -> None:
        """Hold what the balance of forces allows."""
        theatre, p = self.world.theatre, self.model.parameters
        theatre.control[self.index] = control.control(
            theatre.control[self.index],
            p.casualties.power * theatre.fighters[self.index],
            self.model.contest,
            p.control,
        )
