"""The actors: Mesa agents that have state, know last month, and decide."""

from sim.actors.armed_group import ArmedGroup
from sim.actors.bloc import Bloc
from sim.actors.country import Country
from sim.actors.partner import Partner

__all__ = ["ArmedGroup", "Bloc", "Country", "Partner"]
