"""What the names of the terms on a decision card mean."""

from __future__ import annotations

from sim.language import Language

MEANINGS = {
    "affinity": "how good relations are with those concerned, against a middling case",
    "audience": "the loss of face if a threat is dropped",
    "base": "where the weighing starts, before anything that is particular to the case",
    "base of honour": "how reliable allies are in this history: drawn once for each history",
    "believed_aid": "the help that officers expect to be sent against them",
    "believed_allies": "the help that the attacker expects the target's allies to send",
    "claimant": "whether the leader who was ousted is free, or held",
    "conceded": "a timetable to civilian rule was promised",
    "concession": "what this step is expected to bring: that the other side gives way",
    "contest": "how strong the two sides are, one against the other",
    "cost": "what the step costs",
    "coup": "a coup not long ago in the country concerned",
    "defeat": "what losing would cost, by how likely it is",
    "done": "this step has been taken already",
    "exits": "others have left not long ago",
    "free_riding": "others are called too, and each may leave it to them",
    "legitimacy": "how far people accept their government",
    "let_down": "allies did not come when it was attacked",
    "losses": "soldiers whom the army has lost in the last months",
    "memory": "coups in the last years: one invites the next",
    "mood": "what differs from case to case and cannot be foreseen",
    "new_regime": "officers have come to power not long ago",
    "opposition": "how far people and parliament at home are against force",
    "parity": "how strong armed groups are against the army",
    "patron": "relations with the power that stands behind the treaty",
    "popularity": "how far people stand behind the government that is pressed",
    "publicity": "how public the promise was: to break a public word costs more",
    "record": "how often it has kept its word before",
    "record of claimant-escapes": "how often this happened in past crises",
    "record of ask-for-force": "how often this happened in past crises",
    "regime": "how many of those who would be together are under military rule",
    "regime_change": "those who gave the promise no longer govern",
    "requested": "the ousted government has asked for help by force",
    "resolve": "how determined the bloc is in this crisis: drawn once for each crisis",
    "rival": "it belongs to a treaty that stands against this one",
    "sanctions": "sanctions that are in force",
    "signature": "a signed treaty binds more than a pledge; without one this counts against",
    "small_army": "the army is too small to hold out",
    "stake": "what the matter is worth to it; this fades with time",
    "substitute": "another partner has come in its place",
    "tenure": "how long the government has been in power",
    "terrain": "how vast the country is",
    "threat": "how far the threat of force is believed",
    "threat of sign": "there is an enemy in common",
    "threatened": "force has been threatened before",
    "tied_down": "how far its army is needed in the war at home; plus: less than in a usual case",
    "time": "how long the pressure has lasted already",
    "victory": "what winning is worth, by how likely it is",
    "war": "there is a war in the country",
}
"""By term; where a term means something else in a decision, by both."""


def meaning(decision: str, term: str, language: Language) -> str:
    """What a term of a decision means; nothing if nobody has said so.

    Args:
        decision: its whole name, such as ``honour AES mutual_defence``.
        term: its name in the model.
        language: of the words.
    """
    word = decision.partition(" ")[0]
    return language.name(MEANINGS.get(f"{term} of {word}", MEANINGS.get(term, "")))
