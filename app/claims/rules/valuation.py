"""What results and attachments are worth, in whole pence; sums are exact and rounded once."""

from collections.abc import Sequence, Set
from datetime import date
from fractions import Fraction

from app.money import Pence, whole_pence
from app.programme.packs import FeeBand, Route, RulePack, Terms


def results_payment(routes: Set[Route], attached_on: date, pack: RulePack) -> Pence:
    """Pence payable for the results one family has achieved, at the rate of the year it was attached.

    Continuous employment stands instead of the other two, which add up: attached in 2012/13, education and
    crime with progress to work is £700 + £100; continuous employment with either is £800.
    Source: tri-borough paper, 15 October 2012. Raises RuleRefused("no-terms" | "no-such-route").
    """
    pot = pack.terms_on(attached_on).results_pot
    payments = [pack.rule_for(route).payment for route in payable_routes(routes, pack)]
    return Pence(sum((pot if payment.whole_pot else 0) + payment.more for payment in payments))


def payable_routes(routes: Set[Route], pack: RulePack) -> frozenset[Route]:
    """The routes that are paid when these are achieved: those that no other one stands instead of.

    Raises RuleRefused("no-such-route").
    """
    displaced = {route for achieved in routes for route in pack.rule_for(achieved).instead_of}
    return frozenset(routes) - displaced


def attachment_fees(families: int, terms: Terms, pack: RulePack) -> Pence:
    """Pence of attachment fees for a whole cohort year, to the nearest penny.

    600 families in 2013/14: 600 × 5/6 × £2,400 = £1,200,000.00. Source: Board pack, 26 June 2013.
    """
    return whole_pence(exact_fees(families, terms, pack))


def attachment_fees_in_all(cohorts: Sequence[tuple[int, Terms]], pack: RulePack) -> Pence:
    """Pence of attachment fees for several cohort years, each a number of families and its terms.

    400, 600 and 200 families: £2,533,333.33, a penny less than the three years rounded one by one.
    """
    return whole_pence(sum((exact_fees(families, terms, pack) for families, terms in cohorts), Fraction(0)))


def highest_results_payments(cohorts: Sequence[tuple[int, Terms]], pack: RulePack) -> Pence:
    """The most that the results of several cohort years can earn, if every funded family earns its whole pot.

    400, 600 and 200 families: £1,466,666.67.
    """
    return whole_pence(
        sum((families * pack.funded * terms.results_pot for families, terms in cohorts), Fraction(0))
    )


def expected_funded_elsewhere(families: int, pack: RulePack) -> int:
    """How many of a number of families other provision is expected to pay for, to the nearest family.

    1,200 families: 200, the one in six.
    """
    return int(whole_pence(families * (1 - pack.funded)))


def fee_band(worked_with: int, target: int, pack: RulePack) -> FeeBand:
    """The band of attachment fees that a share of the target worked with reaches.

    300 of 400 is 75%: all of it now; 299 is not. Source: The MJ, on payments of 2013/14.
    Raises ValueError unless the target is above zero and the count is not below it.
    """
    if target <= 0 or worked_with < 0:
        raise ValueError("a share needs a target above zero and a count of zero or more")
    share = Fraction(worked_with, target)
    return next(band for band in pack.bands if share >= band.at_least)


def fees_paid_now(families: int, terms: Terms, band: FeeBand, pack: RulePack) -> Pence:
    """Pence of a cohort year's attachment fees that its band pays now, rounded once.

    600 families in 2013/14 at 33% to 75%: £600,000.00 now.
    """
    return whole_pence(exact_fees(families, terms, pack) * band.paid_now)


def exact_fees(families: int, terms: Terms, pack: RulePack) -> Fraction:
    """Pence of a cohort year's attachment fees, exact, to be rounded once at the end of a sum.

    400 families in 2012/13: 106,666,666⅔. Raises ValueError on a negative number of families.
    """
    if families < 0:
        raise ValueError("a number of families is zero or more")
    return families * pack.funded * terms.attachment_fee
