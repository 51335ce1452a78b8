"""What may leave: a document's figures are cleared in one place, and nothing pretends to be protected."""

from dataclasses import replace
from uuid import UUID

import pytest

from app.errors import RuleRefused
from app.reports.disclosure.safe import SafeFigures, clear, clear_again
from app.reports.rules.vocabulary import Profile
from tests.reports.a_document import a_figure

FIGURES = (a_figure("families.listed", 3), a_figure("families.listed", 2, ward="Basford"))


def test_the_internal_profile_is_exact():
    cleared = clear(FIGURES, Profile.INTERNAL)

    assert list(cleared.values()) == list(FIGURES)
    assert list(cleared) == [figure.id for figure in FIGURES]
    assert len(cleared) == 2
    assert cleared.profile is Profile.INTERNAL


def test_figures_as_they_are_are_not_cleared_for_the_public():
    with pytest.raises(RuleRefused) as refused:
        clear(FIGURES, Profile.PUBLIC)

    assert refused.value.code == "public-profile"
    assert "Small counts are not protected here" in refused.value.message


@pytest.mark.parametrize("profile", Profile)
def test_nobody_else_can_clear_figures(profile):
    with pytest.raises(TypeError, match=r"disclosure\.safe\.clear"):
        SafeFigures({figure.id: figure for figure in FIGURES}, profile, cleared_by=object())


def test_cleared_figures_cannot_be_changed_by_what_they_were_made_from():
    given = list(FIGURES)
    cleared = clear(given, Profile.INTERNAL)

    given.clear()

    assert len(cleared) == 2
    with pytest.raises(TypeError):
        cleared["families.listed@2013-03-31"] = replace(FIGURES[0], value=0)  # type: ignore[index]


def test_two_figures_of_one_id_are_not_cleared():
    with pytest.raises(ValueError, match="two figures share the id"):
        clear((FIGURES[0], FIGURES[0]), Profile.INTERNAL)


def test_a_public_release_made_again_shows_what_it_showed_and_nothing_that_is_counted_since():
    whole, part, since = (
        replace(each, members=tuple(UUID(int=member) for member in range(each.value)))
        for each in (*FIGURES, a_figure("families.listed", 9, ward="Aspley"))
    )

    again = clear_again((whole, part, since), hidden={part.id}, shown={whole.id, part.id})

    assert [each.value for each in again.values()] == [3, None, None]
    assert again.profile is Profile.PUBLIC
