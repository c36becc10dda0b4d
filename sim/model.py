"""The calendar of a month: who acts when, and why in this order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from mesa import Agent, Model
from mesa.agent import AgentSet
from numpy.typing import NDArray

from sim.actors import ArmedGroup, Bloc, Country, Partner
from sim.decisions import Decisions, Trace
from sim.mechanisms import deployment, recruitment
from sim.scenario import Scenario
from sim.streams import Streams
from sim.world.beginning import begin
from sim.world.conditions import (
    Aftermath,
    Battlefield,
    Partnership,
    Toll,
    contest,
)
from sim.world.fighting import Fighting
from sim.world.history import calendar, force
from sim.world.parameters import ModelParameters
from sim.world.state import Array
from sim.world.theatre import ONE_SIDED_STATE
from sim.world.world import PublicState, World


class CrisisModel(Model):
    """Many histories of one crisis, side by side: runs are the last axis of every array.

    Args:
        scenario: what is simulated.
        streams: the random numbers, which name the runs.
        parameters: values of every parameter, for these runs.
        world: where to start; the scenario's first month if left out.
        month: months already lived.
    """

    def __init__(
        self,
        scenario: Scenario,
        streams: Streams,
        parameters: ModelParameters,
        world: World | None = None,
        month: int = 0,
    ) -> None:
        super().__init__(rng=0)  # Mesa's own generator is never asked
        self.scenario = scenario
        self.streams = streams
        self.parameters = parameters
        self.world = world or begin(scenario, streams, parameters.start, parameters.attacks)
        self.months_lived = month
        self.decisions = Decisions(streams)
        self.events = calendar(scenario)
        self.fighting = Fighting.of(self.world.theatre)
        self.public = PublicState.of(self.world)
        self._add_actors(scenario)
        people = np.array([[c.population] for c in scenario.data.countries.values()])
        self.mapped_population = self.world.theatre.by_country(
            self.world.theatre.geography.population
        )
        self.off_map_population = np.maximum(people - self.mapped_population, 0.0)

    @classmethod
    def start(
        cls,
        scenario: Scenario,
        seed: int,
        runs: NDArray[np.uint32],
        design: Mapping[str, Array] | None = None,
    ) -> CrisisModel:
        """The model before its first month.

        Args:
            scenario: what is simulated.
            seed: of every random number.
            runs: numbers of the runs.
            design: values ``(run,)`` of parameters by dotted name, in the scenario's place.
        """
        streams = Streams(seed, runs)
        parameters = ModelParameters.of(scenario.parameters, streams, design or {})
        return cls(scenario, streams, parameters)

    def take(self, positions: NDArray[np.int64], runs: NDArray[np.uint32] | None = None) -> Any:
        """A model of the runs at these positions, as they stand now.

        Args:
            positions: places along the run axis; one may come more than once.
            runs: numbers under which they go on; else they keep theirs, and their futures.
        """
        return type(self)(
            self.scenario,
            self.streams.take(positions, runs),
            self.parameters.take(positions),
            self.world.take(positions),
            self.months_lived,
        )

    def close(self) -> None:
        """Let go of everything; the model is of no more use.

        A model and its agents hold each other, so that a finished one would keep its arrays until
        the garbage collector comes by: a tenth of a run's time goes into new memory instead.
        """
        self.__dict__.clear()

    @property
    def month(self) -> int:
        """The absolute month (year * 12 + month - 1) that is being lived."""
        return self.scenario.start + self.months_lived

    def trace(self, position: int) -> Trace:
        """Keep the decisions of the run at this position from now on."""
        self.decisions.trace = Trace(position)
        return self.decisions.trace

    def step(self) -> None:
        """Live one month.

        1. Remember: everyone knows last month, and nothing of this one (no hindsight).
        2. Dated events happen first, so that everyone can react from now on.
        3. Economy: last month's sanctions and aid make this month's budgets.
        4. Partners decide on last month's politics; presence moves, effectiveness follows.
        5. Diplomacy: crises move in days, so treaties and blocs share a weekly clock.
        6. Armies deploy on last month's information.
        7. Violence: both sides at once.
        8. Fighters and control follow from the month's dead.
        9. Domestic politics sees this month's losses, since soldiers know their dead at once; what
           it changes takes effect next month.
        10. Memberships and memories, last: the month is recorded as it ends.
        """
        self.remember()
        self.live_history()
        self.countries.do("run_economy")
        self.live_partnerships()
        self.diplomacy()
        self.deploy()
        self.violence()
        self.aftermath_of_violence()
        self.domestic_politics()
        self.close_month()

    def remember(self) -> None:
        """Freeze what is public; start the month's counts at zero."""
        self.public = PublicState.of(self.world)
        self.partnership = Partnership.of(self.public.presences, self.scenario.data.partners)
        self.decisions.month = self.month
        self.decisions.free = self.months_lived >= self.scenario.free_from
        self.world.nations.clear_month()
        self.world.nations.grow_older(self.parameters.coups)
        self.world.theatre.clear_month()

    def live_history(self) -> None:
        """Make the month's dated events happen."""
        for event in self.events.get(self.months_lived, []):
            force(event, self.world)

    def live_partnerships(self) -> None:
        """Partners move; armies feel it at once."""
        self.partners.do("reconsider")
        self.partnership = Partnership.of(self.world.presences, self.scenario.data.partners)
        self.countries.do("work_with_partners")

    def diplomacy(self) -> None:
        """Sanctions follow postures; postures are constant but for dated events as yet."""
        self.blocs.do("apply_sanctions")

    def deploy(self) -> None:
        """Send the armies where people died."""
        theatre = self.world.theatre
        self.recent_deaths = theatre.by_country(theatre.recent_deaths)
        self.countries.do("deploy")

    def violence(self) -> None:
        """Groups attack, armies hunt them, rivals clash."""
        p = self.parameters
        self.battlefield = Battlefield.of(self.world, p.attacks, p.casualties)
        theatre = self.world.theatre
        self.fighting.move_tempo(theatre, self.streams, self.month, p.attacks)
        self.fighting.fight(
            theatre, self.battlefield, self.streams, self.month, p.attacks, p.casualties
        )
        self.fighting.clash(theatre, self.world.relations, self.streams, self.month, p.casualties)

    def aftermath_of_violence(self) -> None:
        """Grievance grows, groups rebuild, control shifts."""
        theatre, p = self.world.theatre, self.parameters
        theatre.grievance = recruitment.grievance(
            theatre.grievance,
            theatre.deaths[ONE_SIDED_STATE],
            theatre.geography.population,
            p.recruitment,
        )
        self.aftermath = Aftermath.of(theatre, p.recruitment)
        self.groups.do("rebuild")
        self.contest = contest(theatre, p.casualties.power)
        self.groups.do("take_control")

    def domestic_politics(self) -> None:
        """Countries mourn, officers weigh their chances."""
        self.toll = Toll.of(self.world, self.month)
        self.countries.do("mourn")
        self.countries.do("face_coup")

    def close_month(self) -> None:
        """Let notices and memories run."""
        theatre = self.world.theatre
        self.world.treaties.count_members()
        theatre.recent_deaths = deployment.recent_deaths(theatre.recent_deaths, self.toll.by_region)
        self.months_lived += 1

    def _add_actors(self, scenario: Scenario) -> None:
        """Make the agents in the order of their ids, so that sums over them never depend on the
        order of a file; each keeps its row in the file's order."""
        data = scenario.data
        for name in sorted(data.countries):
            index = list(data.countries).index(name)
            Country(self, name, index, data.countries[name])
        for name in sorted(data.partners):
            Partner(self, name, list(data.partners).index(name), data.partners[name])
        for name in sorted(data.blocs):
            Bloc(self, name, list(data.blocs).index(name), data.blocs[name])
        for name in sorted(data.groups):
            ArmedGroup(self, name, list(data.groups).index(name))
        # Mesa counts agents in a dictionary that would keep every model for ever.
        Agent._ids.pop(self, None)
        self.countries = self._of_kind(Country)
        self.partners = self._of_kind(Partner)
        self.blocs = self._of_kind(Bloc)
        self.groups = self._of_kind(ArmedGroup)

    def _of_kind(self, kind: type) -> AgentSet:
        found = self.agents_by_type.get(kind)
        return AgentSet([], random=self.random) if found is None else found
