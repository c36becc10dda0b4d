"""Names of regions as data sets write them."""

from __future__ import annotations

import pytest

from sim.analysis.observed.places import SINCE, region_of
from sim.world.geography import load_regions


@pytest.mark.parametrize(
    ("country", "name", "expected"),
    [
        ("MLI", "Segou region", "MLI.segou"),
        ("MLI", "Région de Ségou", "MLI.segou"),
        ("MLI", "Ménaka region", "MLI.gao"),
        ("NER", "Tillabéri region", "NER.tillaberi"),
        ("NER", "TILLABERI", "NER.tillaberi"),
        ("BFA", "Boucle du Mouhoun region", "BFA.boucle-du-mouhoun"),
        ("BFA", "Centre Nord", "BFA.centre-nord"),
        ("BFA", "Centre region", "BFA.centre"),
        ("BFA", "Région du Centre-Est", "BFA.centre-est"),
        ("BFA", "Liptako", "BFA.sahel"),
        ("NGA", "Borno state", "NGA.borno"),
        ("TCD", "Lac province", "TCD.lac"),
        ("GHA", "Upper East Region", "GHA.upper-east"),
        ("BEN", "Alibori department", "BEN.alibori"),
        ("MRT", "Hodh ech Chargui region", "MRT.hodh-ech-chargui"),
        ("TGO", "Savanes region", "TGO.savanes"),
        ("CIV", "Savanes district", "CIV.savanes"),
        ("NGA", "Kaduna state", ""),
        ("MLI", "Sahel region", ""),
        ("MLI", "region", ""),
        ("MLI", "", ""),
    ],
)
def test_names_find_their_region(country: str, name: str, expected: str) -> None:
    """Deaths would be lost, or counted to another region."""
    assert expected == region_of(country, name)


def test_every_region_is_found_by_its_own_name_and_others() -> None:
    """A region could never be hit; a name in the list would lead nowhere, or to two regions."""
    regions = load_regions()
    found = {region_of(region.country, f"{region.name} region") for region in regions.values()}
    assert set(regions) == found
    for region, names in SINCE.items():
        for name in names.split(","):
            assert region == region_of(region.split(".")[0], name)
