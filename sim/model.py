"""The calendar of a month: who acts when, and why in this order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
from mesa import Agent, Model
from mesa.agent import AgentSet
from numpy.typing import NDArray

from sim.actors import ArmedGroup, Bloc, Country, Officers, Partner, Treaty
from sim.decisions import Decisions, Places, Trace
from sim.mechanisms import attacks, casualties, deployment, displacement, intervention, recruitment
from sim.mechanisms.coercion import MASSACRE, TICKS_A_MONTH
from sim.scenario import Scenario
from sim.streams import Streams
from sim.world.alliances import Bonds, Borders, ConstitutionalOrder, Operations
from sim.world.beginning import begin, parties
from sim.world.conditions import (
    Aftermath,
    Battlefield,
    Capitals,
    Partnership,
    Toll,
    contest,
)
from sim.world.fighting import Fighting, Prospects
from sim.world.history import calendar, force
from sim.world.parameters import ModelParameters
from sim.world.state import Array
from sim.world.theatre import ONE_SIDED_GROUP, ONE_SIDED_STATE
from sim.world.world import PublicState, World


class Guide(Protocol):
    """Turns the shocks to the tempo of each war, as one who knows what the month brought."""

    def __call__(self, model: CrisisModel, shock: Array, /) -> Array:
        """Other shocks for the same month.

        Args:
            model: armies deployed, prospects known, nothing fought yet.
            shock: standard normal, ``(country, run)``.
        """


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
        self.world = world or begin(scenario, streams, parameters)
        self.months_lived = month
        self.decisions = Decisions(streams)
        self.events = calendar(scenario)
        self.fighting = Fighting.of(self.world.theatre)
        self.guide: Guide | None = None
        self.public = PublicState.of(self.world, self.month)
        countries = scenario.data.countries
        self.country_order = sorted(range(len(countries)), key=list(countries).__getitem__)
        self.nominal_soldiers = np.array([[c.soldiers] for c in countries.values()])
        spending = np.array([[c.gdp_usd * c.military_spending] for c in countries.values()])
        self.nominal_strength = intervention.capability(self.nominal_soldiers, spending)
        for name in sorted(scenario.data.blocs):
            self._use_capability(scenario.data.blocs[name].capability or {}, list(countries))
        self.capitals = Capitals.of(self.world.theatre, countries)
        geography = self.world.theatre.geography
        self.borders = Borders.of(geography)
        self.border_regions = np.maximum(self.world.theatre.by_country(geography.has_foreign), 1.0)
        self.officers = Officers(self)
        self.order = ConstitutionalOrder.of(scenario, self.world.relations)
        self._add_actors(scenario)

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
        self.run_economies()
        self.live_partnerships()
        self.diplomacy()
        self.deploy()
        self.violence()
        self.aftermath_of_violence()
        self.domestic_politics()
        self.close_month()

    def remember(self) -> None:
        """Freeze what is public; start the month's counts at zero."""
        self.public = PublicState.of(self.world, self.month)
        self.world.chronicle.month = self.months_lived
        self.partnership = Partnership.of(self.public.presences, self.scenario.data.partners)
        self.decisions.month = self.month
        self.decisions.free = self.months_lived >= self.scenario.free_from
        self.world.nations.clear_month()
        self.world.nations.grow_older(self.parameters.coups)
        self.world.theatre.clear_month()
        self.world.treaties.clear_month()
        self.world.crises.clear_month()
        self.world.presences.announced[...] = False

    def live_history(self) -> None:
        """Make the month's dated events happen."""
        for event in self.events.get(self.months_lived, []):
            force(event, self.world)

    def run_economies(self) -> None:
        """Live on what sanctions and donors leave."""
        self.sanctions = self.world.crises.total_sanctions()
        self.countries.do("run_economy")

    def live_partnerships(self) -> None:
        """Partners move; armies feel it at once."""
        self.partners.do("reconsider")
        self.partnership = Partnership.of(self.world.presences, self.scenario.data.partners)
        self.countries.do("work_with_partners")

    def diplomacy(self) -> None:
        """Treaties fall due, blocs press, targets give way or not, week by week.

        What happens in a week is answered in the next: first the obligations of earlier weeks, then
        the blocs, then their targets (on last week's posture), then the fights that allies have
        answered.
        """
        self.size_up()
        self.treaties.do("cooperate")
        self.operations.befriend(
            self.world.relations, self.world.nations.countries, self.parameters.affinity
        )
        self.blocs.do("assess")
        assaults = self.world.assaults
        for week in range(TICKS_A_MONTH):
            self.under_attack = assaults.underway.copy()
            if assaults.underway.any():
                self.treaties.do("call_to_arms", week)
                assaults.answered |= assaults.underway
            self.blocs.do("meet", week)
            self.blocs.do("hear", week)
            if assaults.answered.any():
                self.countries.do("face_attack", week)
            assaults.set_out(week)
            self.world.crises.pass_week()
        self.blocs.do("apply_sanctions")

    def size_up(self) -> None:
        """Work out, on last month's knowledge, who is how strong and who would stand by whom."""
        self.strength = self.nominal_strength * (self.public.strength / self.nominal_soldiers)
        self.bonds, self.operations = Bonds(), Operations()
        self.treaties.do("bind")
        self.believed_aid = self.bonds.believed_aid(self.strength, self.country_order)

    def deploy(self) -> None:
        """Send the armies where people died, and across borders where allies operate together."""
        theatre = self.world.theatre
        self.recent_deaths = theatre.by_country(theatre.recent_deaths)
        self.countries.do("deploy")
        brought = self.operations.carry_out(
            self.borders, self.country_order, theatre.army, theatre.joint_operations
        )
        theatre.army += casualties.lent(brought, self.parameters.casualties)

    def violence(self) -> None:
        """Groups attack, armies hunt them, rivals clash."""
        p = self.parameters
        self.battlefield = Battlefield.of(self.world, p.attacks, p.casualties)
        theatre = self.world.theatre
        self.prospects = Prospects.of(theatre, self.battlefield, p.attacks, p.casualties)
        theatre.swing = attacks.swing(
            theatre.swing, self.streams.normal(self.fighting.swing, self.month)
        )
        shock = self.streams.normal(self.fighting.tempo, self.month)
        if self.guide is not None:
            shock = self.guide(self, shock)
        theatre.tempo = attacks.tempo(theatre.tempo, shock, p.attacks)
        self.fighting.fight(
            theatre, self.prospects, self.streams, self.month, p.attacks, p.casualties
        )
        self.fighting.clash(theatre, self.world.relations, self.streams, self.month, p.casualties)
        self.tell_of_massacres()

    def tell_of_massacres(self) -> None:
        """Keep the regions in which one side killed very many civilians; of the groups, the one
        that had most fighters there is held to have done it."""
        theatre, chronicle = self.world.theatre, self.world.chronicle
        regions, countries = theatre.geography.regions, theatre.geography.countries
        by_state = Places.of(theatre.deaths[ONE_SIDED_STATE] >= MASSACRE)
        nations = [countries[row] for row in theatre.geography.country_of]
        chronicle.tell_at("massacre", by_state, nations, regions)
        by_groups = Places.of(theatre.deaths[ONE_SIDED_GROUP] >= MASSACRE)
        if len(by_groups):
            order = theatre.group_order
            there = theatre.fighters[order][:, by_groups.row, by_groups.run]
            names = chronicle.numbers([theatre.groups[row] for row in order])
            chronicle.tell_at("massacre", by_groups, names[there.argmax(axis=0)], regions)

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
        self.toll = Toll.of(self.world, self.month, self.capitals)
        self.displace()
        self.countries.do("mourn")
        self.officers.weigh_chances()

    def displace(self) -> None:
        """People flee where civilians were killed."""
        nations, p = self.world.nations, self.parameters.displacement
        civilians = self.toll.deaths[ONE_SIDED_GROUP] + self.toll.deaths[ONE_SIDED_STATE]
        for row, country in enumerate(self.scenario.data.countries.values()):
            own = country.displaced_per_death
            per_death = p.per_death if own is None else own
            newly = displacement.newly_displaced(civilians[row], per_death)
            nations.newly_displaced[row] = newly
        nations.displaced[...] = displacement.displaced(
            nations.displaced, nations.newly_displaced, p
        )

    def close_month(self) -> None:
        """Who leaves, who signs, which treaties live; relations and memories run."""
        world, theatre = self.world, self.world.theatre
        nations, known = world.nations, self.public
        changed = (nations.coups > 0) | (nations.junta != known.junta)
        world.treaties.regimes_change(changed, self.decisions.free)
        self.treaties.do("review")
        self.treaties.do("settle")
        self.part_with_leavers()
        self.strain_by_coups()
        world.relations.settle(self.streams, self.month, self.parameters.affinity)
        self.treaties.do("take_stock")
        alive = world.treaties.active.copy()
        engaged = {treaty.index: treaty.engaged() for treaty in self.treaties}
        world.treaties.live_or_die(engaged, known.member, world.chronicle)
        for treaty in self.treaties:
            treaty.bury(alive[treaty.index] & ~world.treaties.active[treaty.index])
        for bloc in self.blocs:
            bloc.let_go(known.member[bloc.treaty] & ~world.treaties.member[bloc.treaty])
        nations.fade_records(self.parameters.honouring)
        theatre.recent_deaths = deployment.recent_deaths(theatre.recent_deaths, self.toll.by_region)
        self.months_lived += 1

    def part_with_leavers(self) -> None:
        """Those whose notice has run out are out."""
        treaties, chronicle = self.world.treaties, self.world.chronicle
        gone = treaties.part()
        for treaty, country in np.argwhere(gone.any(axis=-1)):
            names = treaties.countries[country], treaties.treaties[treaty]
            # Who gave notice to a treaty that died meanwhile has been out since.
            left = gone[treaty, country] & self.public.member[treaty, country]
            chronicle.tell("departure", *names, where=left)

    def strain_by_coups(self) -> None:
        """A coup costs the friendship of those who insist on constitutional order."""
        nations, p = self.world.nations, self.parameters.affinity
        for country in range(len(nations.countries)):
            runs = np.flatnonzero(nations.coups[country])
            if runs.size:
                shock = np.broadcast_to(p.coup_shock, nations.coups.shape[-1:])[runs]
                self.order.strain(
                    self.world.relations,
                    country,
                    runs,
                    shock,
                    self.public.junta,
                    self.world.treaties.member,
                )

    def _use_capability(self, given: Mapping[str, float], names: list[str]) -> None:
        """Where a bloc's scenario says how strong its members are beside each other, share out
        their nominal strength so."""
        own = np.array([given[name] for name in sorted(given)], np.float64)
        if own.sum() > 0.0:
            rows = [names.index(name) for name in sorted(given)]
            whole = self.nominal_strength[rows].sum()
            self.nominal_strength[rows, 0] = own / own.sum() * whole

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
            bloc = data.blocs[name]
            Bloc(self, name, list(data.blocs).index(name), bloc, parties(scenario, bloc.treaty))
        for name in sorted(data.treaties):
            index, treaty = list(data.treaties).index(name), data.treaties[name]
            Treaty(self, name, index, treaty, parties(scenario, name))
        for name in sorted(data.groups):
            ArmedGroup(self, name, list(data.groups).index(name))
        # Mesa counts agents in a dictionary that would keep every model for ever.
        Agent._ids.pop(self, None)
        self.countries = self._of_kind(Country)
        self.partners = self._of_kind(Partner)
        self.blocs = self._of_kind(Bloc)
        self.treaties = self._of_kind(Treaty)
        self.groups = self._of_kind(ArmedGroup)
        self.treaties.do("take_stock")

    def _of_kind(self, kind: type) -> AgentSet:
        found = self.agents_by_type.get(kind)
        return AgentSet([], random=self.random) if found is None else found
