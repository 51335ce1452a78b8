"""Whatever happens to teams, postings and consent: nobody reads what consent does not open to them."""

from tests.cases.sharing_over_time import Sharing, run


def test_nobody_ever_reads_what_consent_does_not_open_to_them(database):
    run(Sharing, modest=5)
