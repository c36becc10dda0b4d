"""The world: every state of one ensemble, together."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

from sim.world.politics import Crises, Nations, Presences, Relations, Treaties
from sim.world.state import Array, Flags
from sim.world.theatre import Theatre


@dataclass
class World:
    """All that changes. Actors write their own rows and read the others' of last month."""

    theatre: Theatre
    nations: Nations
    presences: Presences
    crises: Crises
    treaties: Treaties
    relations: Relations

    def take(self, runs: NDArray[np.int64]) -> Self:
        """A copy for the runs at these positions; a position may come more than once."""
        return type(self)(*(getattr(self, scope.name).take(runs) for scope in fields(self)))


@dataclass(frozen=True)
class PublicState:
    """What everybody may know of last month: a frozen copy; shapes as in the world.

    Attributes:
        junta, tenure: of nations.
        presences: of partners.
    """

    junta: Flags
    tenure: Array
    presences: Presences

    @classmethod
    def of(cls, world: World) -> PublicState:
        """Freeze the public part of the world as it stands."""
        return cls(
            junta=world.nations.junta.copy(),
            tenure=world.nations.tenure.copy(),
            presences=world.presences.copy(),
        )
