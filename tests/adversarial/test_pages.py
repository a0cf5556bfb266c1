"""Pages in disguise, through the page collector's own eyes."""

from dataclasses import replace

import pytest

from screening.model.verdict import Conclusion
from tests.adversarial.disguises import PAGES, Page
from tests.adversarial.judging import Court, seen

FLOOR = 0.8  # of those caught as they are, so many stay caught
UNREADABLE = "text in images"


def caught(court: Court) -> list[Page]:
    pages = court.bad_pages
    return [page for page, verdict in zip(pages, court.of_pages(pages), strict=True) if verdict.conclusion.suspicious]


@pytest.mark.parametrize("way", [way for way in PAGES if way != UNREADABLE])
def test_pages_that_are_caught_stay_caught(court: Court, way: str) -> None:
    changed = [PAGES[way](page) for page in caught(court)]
    assert len(changed) >= 30, "too few to mean anything"
    missed = [
        page.fields["page.title"]
        for page, verdict in zip(changed, court.of_pages(changed), strict=True)
        if not verdict.conclusion.suspicious
    ]
    assert len(missed) <= (1 - FLOOR) * len(changed), missed


def test_text_in_images_is_never_clear(court: Court) -> None:
    changed = [PAGES[UNREADABLE](page) for page in caught(court)]
    assert {verdict.conclusion for verdict in court.of_pages(changed)} == {Conclusion.INSUFFICIENT}


def test_what_is_shown_to_some_visitors_only_is_caught(court: Court) -> None:
    shop = Page({"page.title": ["Bread and rolls"], "page.text": ["We bake bread and rolls every morning. " * 8]})
    looks = [(seen(shop), replace(seen(page), collector="vantage")) for page in caught(court)]
    missed = [v for v in court.of_evidence(looks) if not v.conclusion.suspicious]
    assert len(missed) <= (1 - FLOOR) * len(looks)


@pytest.mark.parametrize("way", PAGES)
def test_no_innocent_page_is_refused(court: Court, way: str) -> None:
    verdicts = court.of_pages(PAGES[way](page) for page in court.good_pages)
    assert not [verdict for verdict in verdicts if verdict.conclusion is Conclusion.REFUSE]
