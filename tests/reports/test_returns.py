"""The whole life of a return, by the three people it needs, and each refusal on its way."""

import time
from datetime import date, timedelta
import pytest
from app.claims.services import answering, returning
from app.reports import signing
from app.reports import services as reports
from tests.days import TODAY
from tests.reports import returning as world
from tests.reports.records import figures

pytestmark = pytest.mark.usefixtures("on_the_demonstrations_day")

def test_life(released):
    people = world.the_people()
    window = world.july()
    lines = world.audited(12, window, people)
    t = time.monotonic()
    rid = returning.prepare(window, actor=people.preparer, on=TODAY)
    print("prepare", time.monotonic() - t); t = time.monotonic()
    it = world.opened(rid, people.preparer)
    print("open", time.monotonic() - t)
    for c in it.checks: print(c.code, c.grade, c.holds, c.says)
    print(it.now, it.last, len(it.moved))
    t = time.monotonic()
    v = world.sent(rid, people)
    print("send", time.monotonic() - t); t = time.monotonic()
    job = signing.sign(rid, v, actor=people.officer, on=TODAY, organisation="X")
    print("sign", time.monotonic() - t); t = time.monotonic()
    signing.build_files(job)
    print("files", time.monotonic() - t)
    it = world.opened(rid, people.officer)
    print([f.name for f in it.files], it.read)
    f = reports.release_file(it.release_id, "return-2013-07.pdf", actor=people.officer)
    __import__("pathlib").Path("/tmp/ret.pdf").write_bytes(f.content)
    print(reports.rebuilt(it.release_id, actor=people.officer))
    print({k: v for k, v in figures(it.release_id).items() if "money" in k or "turned" in k})
