"""The actors: Mesa agents (and a sweep over all officers) that know last month, and decide."""

from sim.actors.armed_group import ArmedGroup
from sim.actors.bloc import Bloc
from sim.actors.country import Country
from sim.actors.officers import Officers
from sim.actors.partner import Partner
from sim.actors.treaty import Treaty

__all__ = ["ArmedGroup", "Bloc", "Country", "Officers", "Partner", "Treaty"]
