"""The five roles of the game, as their cards tell them."""

from __future__ import annotations

from dataclasses import dataclass

from sim.language import Language
from sim.web.asking import DOES, does
from sim.web.histories import answer_word


@dataclass(frozen=True)
class Role:
    """A card.

    Attributes:
        actor: id of who decides.
        name: as a title.
        you_are: who decides here.
        wants: what for.
        fears: what against.
        knows: what is known in August 2023.
        decides: what can be decided.
    """

    actor: str
    name: str
    you_are: str
    wants: tuple[str, ...]
    fears: tuple[str, ...]
    knows: tuple[str, ...]
    decides: tuple[str, ...]


def roles(language: Language) -> tuple[Role, ...]:
    """The cards, in the order in which groups are named."""
    return tuple(role(language) for role in (_mali, _burkina_faso, _niger, _ecowas, _france))


def _decided_by_a_country(language: Language) -> tuple[str, ...]:
    say = language.say
    return (
        say("Send armed force to help an ally that is under attack, or break the promise."),
        say("Announce that you leave a treaty: its notice runs, and those who stay take it amiss."),
        say("Sign the treaty of an alliance that is open to you."),
        say("Give way to ECOWAS: promise a timetable to civilian rule."),
        say("Let the timetable promised to ECOWAS slip, which opens the dispute anew."),
        say("Hand power back to civilians."),
    )


def _mali(language: Language) -> Role:
    say = language.say
    return Role(
        "MLI",
        language.bare(language.name("Mali")),
        say("You are Mali's military government, in power since the coups of 2020 and 2021."),
        (
            say("Stay in power, and keep ECOWAS from deciding who governs."),
            say("Close borders to armed groups, with neighbours who do the same."),
        ),
        (
            say("Soldiers sent abroad are missing in the war at home."),
            say("If Niger's coup is undone by force, yours may be next."),
        ),
        (
            say("1,932 people died in the war in Mali in the year to June 2023."),
            say("French forces left on 15 August 2022; Russian ones came in December 2021."),
            say("The UN mission was ended on 30 June 2023 and is to be out by 31 December."),
            say(
                "ECOWAS imposed sanctions in January 2022, and lifted them in July for a timetable."
            ),
            say("On 31 July you and Burkina Faso pledged to help Niger against an attack."),
        ),
        _decided_by_a_country(language),
    )


def _burkina_faso(language: Language) -> Role:
    say = language.say
    return Role(
        "BFA",
        language.bare(language.name("Burkina Faso")),
        say("You are Burkina Faso's military government, in power since 30 September 2022."),
        (
            say("Win back the country's regions, and stay in power meanwhile."),
            say("Have allies who come if they are called, as you are to come."),
        ),
        (
            say("The hardest war of the three: every soldier away is felt."),
            say("Two coups in 2022: officers who lose many soldiers may try a third."),
        ),
        (
            say("4,919 people died in the war in Burkina Faso in the year to June 2023."),
            say("2.06 million people were displaced in March 2023."),
            say("The army has about 20,000 soldiers and 50,000 volunteers."),
            say("French forces left in February 2023."),
            say("On 31 July you and Mali pledged to help Niger against an attack."),
        ),
        _decided_by_a_country(language),
    )


def _niger(language: Language) -> Role:
    say = language.say
    return Role(
        "NER",
        language.bare(language.name("Niger")),
        say("You are Niger's new military government; the elected president is held."),
        (
            say("Hold out against ECOWAS, or get good terms for giving way."),
            say("Have friends whose help ECOWAS believes in."),
        ),
        (
            say("Sanctions: 40% of the budget of 2023 was to come from abroad."),
            say("An attack, while allies are tied down in wars of their own."),
        ),
        (
            say("The presidential guard seized power on 26 July 2023."),
            say("451 people died in the war in Niger in the year to June 2023."),
            say("Forces of France, of the European Union and of the United States are here."),
            say("Mali and Burkina Faso pledged help on 31 July; no treaty is signed yet."),
            say("ECOWAS may suspend, punish, threaten, or send a force."),
        ),
        _decided_by_a_country(language),
    )


def _ecowas(language: Language) -> Role:
    say = language.say
    return Role(
        "ECOWAS",
        language.bare(language.name("ECOWAS")),
        say("You are the heads of state of West Africa's community; Nigeria is in the chair."),
        (
            say("See the elected president of Niger back, and coups end."),
            say("Be believed the next time that you threaten."),
        ),
        (
            say("A threat that is not carried out, and a war that nobody wants at home."),
            say("Members that leave, and people who suffer from your sanctions."),
        ),
        (
            say("Mali, Burkina Faso and Guinea are suspended; all three promised timetables."),
            say("Nigeria's new president vowed on 9 July 2023 to end coups."),
            say("Nigeria's Senate refused force on 5 August 2023."),
            say("In fact you gave an ultimatum on 30 July; here that is yours to decide."),
            say("Mali and Burkina Faso pledged to help Niger. Do you believe them?"),
        ),
        (
            say("Each week first: use force to bring the lawful government back, or not."),
            say("If not, how hard to press:"),
            *(
                say(
                    "{what}: {which}",
                    what=answer_word(option, language),
                    which=does(option, language),
                )
                for option in DOES
            ),
        ),
    )


def _france(language: Language) -> Role:
    say = language.say
    return Role(
        "FRA",
        language.bare(language.name("France")),
        say("You are France's government, with forces in Niger, Chad and on the coast."),
        (
            say("Keep partners in the region, and stand by elected governments."),
            say("Leave, if you have to, before you are made to."),
        ),
        (
            say("To be the enemy that unites the three."),
            say("That Russia takes the place that you leave."),
        ),
        (
            say("French forces left Mali in August 2022, and Burkina Faso in February 2023."),
            say("Relations with both are bad; with Niger they were good until the coup."),
            say("In fact relations with Niger broke on 3 August; here that is still open."),
            say("You are in no treaty with the three, and have no vote in ECOWAS."),
        ),
        (
            say("Begin to withdraw from a country, or not: you are asked about each, each month."),
            say("Once begun, a withdrawal takes months, and is not stopped."),
            say("That is all: no other role has so little to decide."),
        ),
    )
