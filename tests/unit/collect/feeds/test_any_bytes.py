"""Whatever bytes a feed is, of whatever form it is said to be: it is a list, or it is refused."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.model.feed import SyncOutcome
from tests.unit.collect.feeds.lists import DAY, NOW, Kept, archive, numbered, packed, text

WORDS = st.sampled_from(
    [
        *numbered(3),
        "com",
        "1.2.3.4",
        "0.0.0.0",
        "localhost",
        "bücher.com",
        "||a.com^",
        "# x",
        "\0",
        "\r",
        ",",
        '"',
        "<p>",
    ]
)
LINES = st.lists(st.lists(WORDS, max_size=4).map(" ".join), max_size=40).map(lambda lines: "\n".join(lines).encode())
BYTES = st.one_of(
    st.binary(max_size=5000), LINES, st.text(max_size=500).map(lambda t: t.encode("utf-8", "surrogatepass"))
)
WRAPPED: list[Callable[[bytes], bytes]] = [
    bytes,
    packed,
    lambda content: packed(packed(content)),
    lambda content: archive({"gambling/domains": content}),
    lambda content: packed(content)[: len(content) // 2 + 10],
    lambda content: b"\x1f\x8b" + content,
    lambda content: archive({"gambling/domains": b"a.com\n" * 300})[:40] + content,
    lambda content: packed((content * 3)[:257] + b"ustar" + content),
]


@pytest.mark.parametrize("form", ["auto", "hosts", "plain", "ut1", "csv", "csv:2", "csv:domain"])
@given(content=BYTES, wrap=st.sampled_from(WRAPPED))
@settings(max_examples=40, deadline=None)
def test_it_is_taken_only_with_names_and_never_for_a_good_list(
    form: str, content: bytes, wrap: Callable[[bytes], bytes]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        kept = Kept(Path(folder))
        kept.feed = replace(kept.feed, format=form)
        sent = wrap(content)
        kept.put(sent, NOW - DAY)
        first = kept.sync.sync(kept.feed, NOW)
        assert first.outcome in {SyncOutcome.TAKEN, SyncOutcome.REFUSED}, first
        edition = kept.shelf.edition(kept.feed)
        assert (edition is not None) == first.good
        assert edition is None or 0 < edition.entries <= len(content) + 1

        kept.feed = replace(kept.feed, format="plain")
        kept.put(text(numbered(1000)), NOW - DAY)
        assert kept.sync.sync(kept.feed, NOW).good
        kept.put(sent)
        assert kept.sync.sync(kept.feed, NOW).outcome is SyncOutcome.REFUSED
        assert kept.has("casino0.com", "casino999.com")
