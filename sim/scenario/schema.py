"""What a scenario file may say: the one schema, from which the JSON Schema for editors is made.

Units are in the field names or descriptions. Cross-references (is this actor known?) are checked in
`references.py`, since they need the whole file.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    PlainValidator,
    Strict,
    Tag,
    WithJsonSchema,
    create_model,
)

from sim.mechanisms import PARAMETER_SETS
from sim.parameters import Declaration, Distribution, ParameterSet, parse_distribution

ActorId = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z][A-Za-z0-9_]{1,31}$",
        description="Short name of an actor: 2 to 32 letters, digits or underscores, letter first.",
    ),
]
RegionId = Annotated[
    str,
    Field(
        pattern=r"^[A-Z]{3}\.[a-z0-9-]{1,40}$",
        description="A region of the map, such as MLI.gao.",
    ),
]
OutcomeName = Annotated[
    str,
    Field(
        pattern=r"^[a-z_]{1,40}(\.[A-Za-z0-9_.-]{1,40}){0,3}$",
        description="An outcome of a run with its labels, such as total_deaths.MLI.",
    ),
]
Key = Annotated[
    str,
    Field(
        pattern=r"^[a-z][a-z0-9_]{0,39}$",
        description="A name in lower case: letters, digits or underscores, letter first.",
    ),
]
Share = Annotated[float, Field(ge=0.0, le=1.0, description="Between 0 and 1.")]
Positive = Annotated[float, Field(gt=0.0, le=1e15)]
NonNegative = Annotated[float, Field(ge=0.0, le=1e15)]
AffinityLevel = Annotated[
    float, Field(ge=-1.0, le=1.0, description="From -1 (hostile) to 1 (close).")
]
Month = Annotated[
    str,
    Field(pattern=r"^(19|20)\d\d-(0[1-9]|1[0-2])$", description="A month, such as 2023-07."),
]
Pair = Annotated[tuple[ActorId, ActorId], Strict(False)]
"""Two actors; written as a list, which a strict tuple would refuse."""
Posture = Literal["none", "suspended", "sanctions", "ultimatum", "activated", "intervened"]
POSTURES: tuple[Posture, ...] = (
    "none",
    "suspended",
    "sanctions",
    "ultimatum",
    "activated",
    "intervened",
)
"""Postures of a bloc in their order: the position is the number in the results."""
Claimant = Literal["free", "captive", "gone"]
CrisisKind = Literal["completed_coup", "failed_coup", "constitutional_grab", "refusal"]


class Section(BaseModel):
    """A part of a scenario: unknown keys are refused, types are not guessed, nothing changes."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        allow_inf_nan=False,
    )


class Horizon(Section):
    """The months that are simulated, first and last included."""

    start: Month
    end: Month


class Record(Section):
    """What the results keep."""

    fighters_every: Annotated[int, Field(ge=1, le=120)] = 3
    """Months between two maps of fighters by region."""
    regions: bool = True
    """Whether deaths and control are kept by region."""
    pairs: list[Pair] = []
    """Pairs of actors whose affinity is kept."""


class Country(Section):
    """A state, or several taken as one."""

    name: str
    population: Positive
    area_km2: Positive
    gdp_usd: Positive
    military_spending: Share
    """Share of GDP."""
    soldiers: Positive
    """Persons under arms, volunteers included."""
    capital: RegionId | None = None
    """The capital's region; left out if it lies off the map."""
    aggregate: bool = False
    """Several states taken as one: it knows no coup."""
    elected: bool = True
    """Whether its government was elected."""
    junta: bool = False
    coastal: bool = False
    """Whether it lies on the coast south of the Sahel, where violence may spill over."""
    last_irregular_change: date | None = None
    """Last coup or other irregular change of power."""
    coup_memory: Annotated[float, Field(ge=0.0, le=10.0)] = 0.0
    """Remembered coups, decayed."""
    legitimacy: Annotated[float, Field(ge=0.05, le=0.95)] = 0.5
    capacity: Annotated[float, Field(ge=0.3, le=2.0)] = 1.0
    """Capacity index of the army, 1 = January 2018."""
    aid_share: Share | None = None
    """Revenue that comes as aid when donors are fully present; else the parameter's value."""
    sanctions_dependence: Share | None = None
    """Revenue lost under full sanctions; else the parameter's value."""
    displaced_per_death: Annotated[float, Field(ge=0.0, le=5000.0)] | None = None
    """Newly displaced for each civilian killed; else the parameter's value."""
    displaced: NonNegative = 0.0
    """Displaced people at the start, persons."""
    deaths_last_year: NonNegative = 0.0
    """Deaths in its mapped regions in the twelve months before the start, persons."""


class Group(Section):
    """An armed group."""

    name: str
    fighters: dict[RegionId, NonNegative] = {}
    """Fighters at the start by region, persons."""


class Presence(Section):
    """A partner in a country at the start."""

    level: Share
    """1 = its historical peak."""
    drawing_down: bool = False
    """Already leaving."""


class Partner(Section):
    """An outside power or organisation."""

    name: str
    norm: Share = 0.0
    """How much it insists on constitutional order."""
    western_weight: Share = 0.0
    """Its weight in western presence."""
    donor: bool = False
    """Whether its presence brings aid."""
    substitute: bool = False
    """Whether it comes, for a fee, to juntas that others left."""
    presence: dict[ActorId, Presence] = {}


class Crisis(Section):
    """A crisis between a bloc and a member that is open at the start."""

    posture: Posture
    since: date
    sanctions: Share = 0.0
    """Severity in force."""
    kind: CrisisKind = "completed_coup"
    claimant: Claimant = "gone"
    requested_force: bool = False
    conceded: bool = False
    """Whether the country has conceded a timetable, or backed down."""


class Bloc(Section):
    """An organisation that answers power grabs among its members."""

    name: str
    treaty: ActorId
    """The treaty whose members are its own."""
    hegemon: ActorId | None = None
    """Its strongest member; what counts are the neighbours named below."""
    neighbours_of_hegemon: list[ActorId] = []
    """Members that share a border with the hegemon."""
    zeal: Share = 0.5
    """Zeal of its chair."""
    norm: Share = 1.0
    """How much it insists on constitutional order."""
    domestic_opposition: dict[ActorId, Share] = {}
    """Opposition to force at home, by member."""
    capability: dict[ActorId, NonNegative] | None = None
    """Capability by member, any unit; else soldiers weighted by military spending."""
    crises: dict[ActorId, Crisis] = {}
    """Crises open at the start, by member."""


class Membership(Section):
    """When a country belongs to a treaty."""

    signed: date
    until: date | None = None
    """Last day of membership, where history knows it."""


class Pledge(Section):
    """A word given before, or without, a treaty: it binds from its day."""

    by: ActorId
    to: ActorId
    on: date
    publicity: Share | None = None
    """How public it was; else the treaty's."""


class Clause(Section):
    """On a trigger suffered by one party, the others owe a response."""

    trigger: Literal["external_attack", "rebellion", "terrorism", "coup", "member_attacks_member"]
    response: Literal["armed_force", "joint_operations", "prohibition"]
    share: Share | None = None
    """Share of its capability that a party owes (not for a prohibition)."""
    strength: Share | None = None
    """How much of it joint operations bring to bear (for them alone)."""
    cost: Share | None = None
    """Cost to the party that responds (not for a prohibition)."""


class Defunct(Section):
    """When a treaty is dead in fact."""

    members_below: Annotated[int, Field(ge=0, le=100)] = 2
    participation_below: Share = 0.0


class Treaty(Section):
    """A treaty as data: who, what falls due, how it is left, how it ends."""

    name: str
    members: dict[ActorId, Membership] = {}
    candidates: list[ActorId] = []
    """Countries that may sign in time, by the model's choice."""
    pledges: list[Pledge] = []
    publicity: Share = 0.5
    """1 = announced by heads of state to everyone."""
    decision: Literal["unanimity", "consensus", "majority"] = "unanimity"
    notice_months: Annotated[int, Field(ge=0, le=120)] = 0
    patron: ActorId | None = None
    """The outside partner behind it."""
    dissolution_requests: Annotated[int, Field(ge=1, le=100)] | None = None
    """Members whose request ends it by law."""
    defunct_when: Defunct = Defunct()
    clauses: dict[Key, Clause] = {}


class StructuralAffinity(Section):
    """An affinity whose starting level differs from the level it returns to."""

    start: AffinityLevel
    structural: AffinityLevel


BRANCHES = ("<one>", "<two>", "<all>", "<list>")
"""The tags of the unions below, which stand in pydantic's places of faults."""


def _one_or_two(value: Any) -> str:
    """Which branch of `Affinity` is meant: only that one is checked, so that a fault is one."""
    return "<two>" if isinstance(value, dict | StructuralAffinity) else "<one>"


Affinity = Annotated[
    Annotated[AffinityLevel, Tag("<one>")] | Annotated[StructuralAffinity, Tag("<two>")],
    Discriminator(_one_or_two),
]


class Event(Section):
    """Something that is made to happen on its date."""

    on: date
    note: str = ""
    """What it was, and its source."""


class CoupEvent(Event):
    """A coup in a country; one that succeeds puts a junta in power."""

    kind: Literal["coup"]
    country: ActorId
    success: bool = True
    claimant: Claimant = "captive"
    requested_force: bool = False


class CivilianRuleEvent(Event):
    """A junta hands over to civilians."""

    kind: Literal["civilian_rule"]
    country: ActorId


class PartnerExitEvent(Event):
    """A partner begins to leave a country."""

    kind: Literal["partner_exit"]
    partner: ActorId
    country: ActorId


class PresenceEvent(Event):
    """A partner's presence is set."""

    kind: Literal["presence"]
    partner: ActorId
    country: ActorId
    level: Share


class PostureEvent(Event):
    """A bloc's posture towards a country is set."""

    kind: Literal["posture"]
    bloc: ActorId
    country: ActorId
    posture: Literal["none", "suspended", "sanctions", "ultimatum", "activated"]
    """Force is an event of its own: intervention."""


class CrisisEvent(Event):
    """A grab of power other than a coup opens a crisis between a country and its blocs."""

    kind: Literal["crisis"]
    country: ActorId
    grab: Literal["constitutional_grab", "refusal"]
    claimant: Claimant = "free"
    requested_force: bool = False


class InterventionEvent(Event):
    """A bloc or a country intervenes by force in a country."""

    kind: Literal["intervention"]
    by: ActorId
    country: ActorId


class ConcessionEvent(Event):
    """A country concedes to a bloc."""

    kind: Literal["concession"]
    country: ActorId
    bloc: ActorId


class JoinEvent(Event):
    """A country signs a treaty."""

    kind: Literal["join"]
    treaty: ActorId
    country: ActorId


class WithdrawalEvent(Event):
    """A country announces that it leaves a treaty; its notice runs."""

    kind: Literal["withdrawal"]
    treaty: ActorId
    country: ActorId
    notice_months: Annotated[int, Field(ge=0, le=120)] | None = None
    """Else the treaty's."""


class DissolutionEvent(Event):
    """A treaty ends."""

    kind: Literal["dissolution"]
    treaty: ActorId


class PledgeEvent(Event):
    """A country pledges to come to another's aid."""

    kind: Literal["pledge"]
    treaty: ActorId
    by: ActorId
    to: ActorId


class AffinityEvent(Event):
    """The affinity of two actors is set, and its structural level with it."""

    kind: Literal["affinity"]
    between: Pair
    level: AffinityLevel


class ForceEvent(Event):
    """Fighters join (or leave, if negative) a group in a region."""

    kind: Literal["fighters"]
    group: ActorId
    region: RegionId
    change: Annotated[float, Field(ge=-1e6, le=1e6)]


AnyEvent = Annotated[
    CoupEvent
    | CivilianRuleEvent
    | PartnerExitEvent
    | PresenceEvent
    | PostureEvent
    | CrisisEvent
    | InterventionEvent
    | ConcessionEvent
    | JoinEvent
    | WithdrawalEvent
    | DissolutionEvent
    | PledgeEvent
    | AffinityEvent
    | ForceEvent,
    Field(discriminator="kind"),
]


_NUMBERS = {"type": "array", "items": {"type": "number"}}
_TWO = {**_NUMBERS, "minItems": 2, "maxItems": 2}
DISTRIBUTION_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "uniform": _TWO,
        "normal": _TWO,
        "beta": _TWO,
        "choice": {**_NUMBERS, "minItems": 1},
    },
    "additionalProperties": False,
    "minProperties": 1,
    "maxProperties": 1,
}
"""A distribution in the JSON Schema."""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _distribution(value: dict[str, Any]) -> Distribution:
    for kind, numbers in value.items():
        is_list = isinstance(numbers, list) and all(map(_is_number, numbers))
        if kind in DISTRIBUTION_SCHEMA["properties"] and not is_list:
            raise ValueError(f"'{kind}' takes a list of numbers")
    return parse_distribution(value)


def _parameter_field(declared: Declaration) -> Any:
    """The type of one parameter in a file: a number within its bounds, or a distribution."""
    low, high = declared.bounds

    def read(value: Any) -> float | Distribution:
        if _is_number(value):
            given: float | Distribution = float(value)
        elif isinstance(value, dict):
            given = _distribution(value)
        else:
            raise ValueError("neither a number nor a distribution")
        smallest, largest = (given, given) if isinstance(given, float) else given.support
        if not low <= smallest <= largest <= high:
            what = f"{given:g} is" if isinstance(given, float) else "the distribution reaches"
            raise ValueError(f"{what} out of bounds ({declared.unit})")
        return given

    described = {
        "description": f"{declared.meaning} Unit: {declared.unit}. Source: {declared.source}.",
        "anyOf": [{"type": "number", "minimum": low, "maximum": high}, DISTRIBUTION_SCHEMA],
    }
    return Annotated[float | Distribution | None, PlainValidator(read), WithJsonSchema(described)]


def _parameter_section(mechanism: str, parameter_set: type[ParameterSet]) -> type[Section]:
    given: dict[str, Any] = {
        name: (_parameter_field(declared), None)
        for name, declared in parameter_set.declarations(mechanism).items()
    }
    made: type[Section] = create_model(
        f"{mechanism.capitalize()}Parameters", __base__=Section, **given
    )
    return made


ParameterSections: type[Section] = create_model(
    "Parameters",
    __base__=Section,
    **{
        mechanism: (_parameter_section(mechanism, parameter_set) | None, None)
        for mechanism, parameter_set in PARAMETER_SETS.items()
    },  # type: ignore[call-overload]
)
"""The ``parameters:`` of a file: a section a mechanism, as the mechanisms declare them."""


class Calibration(Section):
    """What a scenario takes from the war's calibration to 2018-22."""

    parameters: Literal["posterior", "centre", "stated"] = "posterior"
    """The war's parameters that the file does not give: drawn from the posterior, its mean, or the
    declared defaults."""
    start: Literal["filtered", "stated"] = "stated"
    """Where the war starts in regions whose fighters the file does not give: from states that agree
    with the months up to June 2023, or from none."""


def _all_or_list(value: Any) -> str:
    return "<all>" if isinstance(value, str) else "<list>"


class ScenarioFile(Section):
    """A whole scenario, its `extends` already carried out."""

    question: Annotated[str, Field(min_length=1, max_length=500)]
    """The question that the scenario asks."""
    title: Annotated[str, Field(min_length=1, max_length=120)]
    answered_by: Annotated[list[OutcomeName], Field(max_length=12)] = []
    """Outcomes that answer the question, the most telling first."""
    horizon: Horizon
    focus: list[ActorId] = []
    """Countries that pictures and tables show first."""
    regions: Annotated[
        Annotated[list[RegionId], Tag("<list>")] | Annotated[Literal["all"], Tag("<all>")],
        Discriminator(_all_or_list),
    ] = "all"
    """Regions of the map that belong to the theatre."""
    countries: dict[ActorId, Country]
    groups: dict[ActorId, Group] = {}
    partners: dict[ActorId, Partner] = {}
    treaties: dict[ActorId, Treaty] = {}
    blocs: dict[ActorId, Bloc] = {}
    affinities: dict[ActorId, dict[ActorId, Affinity]] = {}
    """Affinity of each pair of actors, once, under either; a pair not named has none (0)."""
    calibration: Calibration = Calibration()
    parameters: ParameterSections = ParameterSections()
    cut: date | None = None
    """Last day of history: until the end of its month history decides, from then on the model."""
    history: list[AnyEvent] = []
    """Dated record; what lies after the cut is left out."""
    events: list[AnyEvent] = []
    """What if: made to happen whatever the cut."""
    record: Record = Record()
