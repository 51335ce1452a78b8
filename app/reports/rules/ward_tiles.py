"""Where each ward's tile stands on the map: column and row from the top left, roughly by geography.

A council with other wards has them by name, five in a row.
"""

from collections.abc import Mapping, Sequence

TILES: Mapping[str, tuple[int, int]] = {
    "Bulwell": (1, 0),
    "Bulwell Forest": (2, 0),
    "Bestwood": (3, 0),
    "Aspley": (1, 1),
    "Basford": (2, 1),
    "Sherwood": (3, 1),
    "Bilborough": (0, 2),
    "Leen Valley": (1, 2),
    "Berridge": (2, 2),
    "Mapperley": (3, 2),
    "Wollaton West": (0, 3),
    "Wollaton East and Lenton Abbey": (1, 3),
    "Radford and Park": (2, 3),
    "Arboretum": (3, 3),
    "St Ann's": (4, 3),
    "Dunkirk and Lenton": (2, 4),
    "Bridge": (3, 4),
    "Dales": (4, 4),
    "Clifton South": (1, 5),
    "Clifton North": (2, 5),
}
IN_A_ROW = 5


def placed(wards: Sequence[str]) -> Mapping[str, tuple[int, int]]:
    """Each ward's column and row."""
    if set(wards) == set(TILES):
        return TILES
    return {ward: (place % IN_A_ROW, place // IN_A_ROW) for place, ward in enumerate(sorted(wards))}
