"""Names and addresses that nobody could take for a real person's or a real place's."""

from random import Random

from app.demo.draws import chance, number_between, pick

# Plants, stones and weather; some with the accents and hyphens that a search must not stumble on.
_FORENAMES = """
Acorn Agate Alder Alyssum Amaranth Anemone Ash Aspen Aster Auburn Azurite Barley Basalt Bayleaf Beech Beryl
Birch Blizzard Blossom Bluebell Borage Bracken Bramble Breeze Briar Brook Bryony Buckthorn Burdock Buttercup
Calcite Camellia Campion Caraway Cedar Celandine Chalk Chervil Chestnut Chicory Cinnabar Citrine Clementine
Cloud Clover Cobalt Columbine Comfrey Copper Coral Coriander Cornflower Cowslip Crocus Cypress Daisy Damson
Dewdrop Dogwood Drizzle Elder Elm Fennel Fern Feldspar Flint Foxglove Frost Galena Garnet Gentian Ginger
Gneiss Gorse Granite Gust Hail Harebell Hawthorn Haze Hazel Heather Hemlock Hickory Hornbeam Hyssop Iceberg
Indigo Jacinth Jasper Jonquil Juniper Kelp Larch Larkspur Laurel Lichen Lightning Lilac Linden Lupin Madder
Malachite Mallow Maple Marble Marjoram Mica Mistral Mizzle Monsoon Moss Mulberry Myrtle Nettle Nightshade
Oak Obsidian Onyx Opal Osier Oxlip Pansy Pebble Peridot Pimpernel Poplar Primrose Pumice Pyrite Quartz
Quince Rain Ramsons Rosehip Rowan Rush Saffron Sandstone Sapphire Sedge Selenite Shale Sleet Slate Snow
Snowdrop Sorrel Spindle Spruce Squall Storm Sumac Sycamore Tansy Teasel Tempest Thistle Thrift Thunder Topaz
Umber Vervain Vetch Willow Woodruff Yarrow Yew Zephyr Zinnia Éclair Séquoia Citrón Ångström Fjörd Øresund
Šafrán Güneş Coraïl Tourmaline-Rose Sweet-Pea D’Argent
"""

# Words for a made-up example, in several languages; apostrophes straight and curly, as people type them.
_SURNAMES = """
Testcase Sampleton Exampleford Placeholder Specimen Dummyworth Fictional Mockridge Imaginary Synthetic
Notreal Madeup Inventley Pretendham Stubbington-Test Trialson Pattern Templeton-Test Prototype Modelworth
Seedling-Test Fixtureman Randomley Demonstrate Demoford Exemplar Sandboxer Fakenham-Test Drafton Lorem Ipsum
Dolorsit Amet Nobody Anonford Whatsit Thingummy Someperson Anyone Everytest Caseworthy Datapoint Recordson
Rowley-Test Columnford Fieldtest Checksum Tableson Keyford Quasi Pseudonym Aliasworth Hypothet Notional
Virtualby Simulant Replica Facsimile Mustermann Beispiel Échantillon Esempio Ejemplo Przykład Příklad Örnek
Exémple Voorbeeld Näyte Példa Øksempel Namuna O’Sample O'Test D’Example D'Essai L’Exemple Mac-Specimen
Test-Sample Sample-Test Van-Voorbeeld
"""

FORENAMES = tuple(_FORENAMES.split())
SURNAMES = tuple(_SURNAMES.split())

STREETS = (
    "Example Street",
    "Specimen Road",
    "Sample Close",
    "Placeholder Avenue",
    "Testcase Lane",
    "Fictional Way",
    "Imaginary Drive",
    "Dummy Gardens",
    "Pattern Place",
    "Prototype Terrace",
    "Synthetic Crescent",
    "Madeup Mews",
    "Nowhere Grove",
    "Invented Walk",
    "Template Court",
    "Mock Rise",
    "Demo Square",
    "Seed Hill",
    "Random Row",
    "Fixture Green",
)

# No postcode area begins ZZ, so none of these can be anybody's.
POSTCODE_AREA = "ZZ"
INWARD_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


def forename(rng: Random) -> str:
    """A forename, for a person of any sex."""
    return pick(rng, FORENAMES)


def surname(rng: Random) -> str:
    """A surname."""
    return pick(rng, SURNAMES)


def address(rng: Random) -> str:
    """A house number and street, sometimes with a flat."""
    house = f"{number_between(rng, 1, 199)} {pick(rng, STREETS)}"
    return f"Flat {number_between(rng, 1, 24)}, {house}" if chance(rng, 0.12) else house


def postcode(rng: Random, district: int) -> str:
    """A postcode of a district that the Post Office never gave out: ZZ7 4QD."""
    inward = f"{number_between(rng, 0, 9)}{pick(rng, INWARD_LETTERS)}{pick(rng, INWARD_LETTERS)}"
    return f"{POSTCODE_AREA}{district} {inward}"
