"""Which region of the map a name means, as data sets write it."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from sim.world.geography import load_regions

WORDS = (
    *("region", "regions", "province", "state", "district", "department", "departement"),
    *("governorate", "wilaya", "de", "du", "la", "le", "of", "the"),
)
"""Words that say what a place is, and not which."""
SINCE = {
    # Mali, regions of 2016 and 2023 within those of before
    "MLI.gao": "Ménaka",
    "MLI.kayes": "Nioro, Nioro du Sahel, Kita",
    "MLI.koulikoro": "Dioïla, Nara",
    "MLI.mopti": "Bandiagara, Douentza",
    "MLI.segou": "San",
    "MLI.sikasso": "Bougouni, Koutiala",
    "MLI.tombouctou": "Taoudénit, Taoudenni, Taoudéni, Timbuktu",
    # Burkina Faso, names and regions of 2025
    "BFA.boucle-du-mouhoun": "Bankui, Sourou",
    "BFA.cascades": "Tannounyan",
    "BFA.centre": "Kadiogo",
    "BFA.centre-est": "Nakambé",
    "BFA.centre-nord": "Kuilsé, Koulsé",
    "BFA.centre-ouest": "Nando",
    "BFA.centre-sud": "Nazinon",
    "BFA.est": "Goulmou, Gulmu, Sirba, Tapoa",
    "BFA.hauts-bassins": "Guiriko",
    "BFA.nord": "Yaadga",
    "BFA.plateau-central": "Oubri",
    "BFA.sahel": "Liptako, Soum",
    "BFA.sud-ouest": "Djôrô",
    # Côte d'Ivoire, regions of 2011 within the districts of the map
    "CIV.savanes": "Bagoué, Poro, Tchologo",
    "CIV.zanzan": "Bounkani, Gontougo",
    # Spellings
    "BEN.atakora": "Atacora",
    "MRT.hodh-ech-chargui": "Hodh ech Chargi, Hodh ech Charghi, Hodh el Chargui",
    "TCD.lac": "Lake, Lake Chad, Lac Tchad",
}
"""Other names of regions, from memory: newer regions count to the older one that they were part of
(borders that moved a little are let be)."""


def region_of(country: str, name: str) -> str:
    """The id of the region of the map that a name means in a country, or "" if there is none.

    Accents, case, hyphens and words such as "region" or "province" do not matter.
    """
    return _known().get((country, _folded(name)), "")


@cache
def _known() -> dict[tuple[str, str], str]:
    names = {region.id: region.name for region in load_regions().values()}
    return {
        (region.split(".")[0], _folded(name)): region
        for region, first in names.items()
        for name in [first, *SINCE.get(region, "").split(",")]
        if name
    }


def _folded(name: str) -> str:
    """A name's letters, without accents, case and the words that do not tell places apart."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return "".join(word for word in re.findall(r"[a-z]+", plain) if word not in WORDS)
