"""What each form of list gives: names, and counts of all that is left out."""

import gzip
import io
import tarfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from screening.collect.feeds.reading import ListReader, Tally
from screening.collect.feeds.refused import ListRefusedError
from screening.model.errors import InvalidError
from screening.model.feed import form_of
from tests.unit.collect.feeds.lists import FEED, SUFFIXES, archive, bomb, numbered, packed, text

MEGABYTE = 1_000_000
ABC = ["a.com", "b.net", "c.org"]
UT1 = {"gambling/domains": b"a.com\n"}


def read(content: bytes, form: str = "auto", **limits: int) -> tuple[list[str], Tally]:
    reader = ListReader(SUFFIXES, **limits)
    return [*reader.names(io.BytesIO(content), replace(FEED, format=form))], reader.tally


@pytest.mark.parametrize(
    ("form", "content", "names"),
    [
        ("auto", b"a.com\nb.co.uk\n", ["a.com", "b.co.uk"]),
        ("plain", b"\xef\xbb\xbfa.com\r\n\r\n  b.net  \n! no\n; no\n// no\n[no]\nc.org # yes", ABC),
        ("plain", b"||a.com^\n||b.net^$important\n*.c.org", ABC),
        ("plain", b".a.com\nwww.b.net\nC.org.", ABC),
        ("plain", "BÜCHER.com\nxn--bcher-kva.net".encode(), ["xn--bcher-kva.com", "xn--bcher-kva.net"]),
        ("plain", "казино.рф\n_dmarc.a.com".encode(), ["казино.рф".encode("idna").decode(), "_dmarc.a.com"]),
        ("hosts", b"0.0.0.0 a.com b.net # c.com\n127.0.0.1\tlocalhost\n::1 ip6-localhost\nc.org\n", ABC),
        ("auto", b"# hosts\n0.0.0.0 a.com\n0.0.0.0 b.com\n", ["a.com", "b.com"]),
        ("csv", b"a.com,2020\nb.com,2021\n", ["a.com", "b.com"]),
        ("auto", b"id;Domain;since\n1;a.com;2020\n2;b.com;2021\n", ["a.com", "b.com"]),
        ("csv:2", b'1,"a.com"\n2,b.com\n', ["a.com", "b.com"]),
        ("csv:Scam Site", b"no\tscam site\n1\ta.com\n", ["a.com"]),
        ("auto", packed(b"a.com\n") + packed(b"b.com\n"), ["a.com", "b.com"]),
        ("auto", packed(packed(b"a.com\n")), ["a.com"]),
        ("ut1", archive({"adult/domains": b"x.com\n", "gambling/urls": b"y.com/z\n", **UT1}), ["a.com"]),
        ("auto", archive({"blacklists/gambling/domains": b"a.com\n"}), ["a.com"]),
        ("auto", archive({"blacklists/" + "x" * 120 + "/gambling/domains": b"a.com\n"}), ["a.com"]),
        ("ut1:dating", archive({**UT1, "dating/domains": b"b.net\n"}, tarfile.GNU_FORMAT), ["b.net"]),
    ],
)  # fmt: skip
def test_every_form_gives_its_names(form: str, content: bytes, names: list[str]) -> None:
    assert read(content, form)[0] == names


def test_what_is_left_out_is_counted_by_its_sort() -> None:
    lines = [
        *numbered(30),
        "com",
        "co.uk",
        "github.io",
        "1.2.3.4",
        "2001:db8::1",
        "localhost",
        "a.notatld",
        "two words",
    ]
    names, tally = read(text(lines), "plain")
    assert names == [*numbered(30), "a.notatld"]
    assert (tally.names, tally.invalid, tally.unknown) == (31, 2, 1), "`com` alone is no name at all"
    assert (tally.suffixes, tally.addresses, tally.local) == (2, 2, 1)


def test_www_is_taken_off_unless_it_is_what_was_registered() -> None:
    assert read(b"www.a.com\nwww.com\nwww.github.io\nwww.co.uk\n")[0] == [
        "a.com",
        "www.com",
        "www.github.io",
        "www.co.uk",
    ]


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ("# Last updated: 2026-11-20\n", (2026, 11, 20)),
        ("! Version: 2026.11.1\n# License of 2031-01-01\n", (2026, 11, 1)),
        ("# Date: 3 November 2026 12:00:00 (UTC)\n# Generated 04-Nov-2026\n", (2026, 11, 4)),
        ("# modified 2026-13-45\n", None),
        ("updated-2026-11-20.com\n", None),
    ],
)
def test_a_list_tells_its_date_in_its_comments(head: str, date: tuple[int, int, int] | None) -> None:
    assert read(text(numbered(3), head))[1].dated == (datetime(*date, tzinfo=UTC) if date else None)


@pytest.mark.parametrize(
    ("cause", "form", "content"),
    [
        ("html", "auto", b"\n <!DOCTYPE html><p>a.com\n"),
        ("json", "auto", b'["a.com"]'),
        ("binary", "plain", "a.com\n".encode("utf-16")),
        ("binary", "auto", bytes(range(256)) * 100),
        ("bad-gzip", "auto", packed(text(numbered(1000)))[:-8] + bytes(8)),
        ("cut", "auto", packed(text(numbered(1000)))[:-20]),
        ("cut", "ut1", packed(gzip.decompress(archive({"gambling/domains": b"a.com\n" * 1000}))[:3000])),
        ("bad-tar", "ut1", b"a.com\n" * 1000),
        ("no-member", "ut1", archive({"adult/domains": b"a.com\n"})),
        ("no-column", "csv:host", b"domain,since\na.com,2020\n"),
        ("invalid-lines", "plain", text([*numbered(7), "one two", "three four"])),
        ("invalid-lines", "plain", text([*numbered(7), "index.htmlx", "style.cssx"])),
        ("invalid-lines", "plain", b"x" * MEGABYTE),
    ],
)
def test_what_is_no_list_is_refused(cause: str, form: str, content: bytes) -> None:
    with pytest.raises(ListRefusedError) as refused:
        read(content, form)
    assert refused.value.cause == cause, str(refused.value)


def test_names_and_bytes_are_bounded() -> None:
    assert len(read(text(numbered(10)), most=10)[0]) == 10
    for cause, content, limits in (
        ("too-many", text(numbered(11)), {"most": 10}),
        ("too-large", bomb(2), {"largest": MEGABYTE}),
        ("too-large", packed(bomb(2)), {"largest": MEGABYTE}),
        ("too-large", text(numbered(100_000)), {"largest": MEGABYTE}),
    ):
        with pytest.raises(ListRefusedError) as refused:
            read(content, **limits)
        assert refused.value.cause == cause


def test_junk_is_not_read_to_its_end() -> None:
    seen = 0

    class Endless(io.RawIOBase):
        def seek(self, *_: int) -> int:
            return 0

        def read(self, size: int = -1) -> bytes:
            nonlocal seen
            seen += 1
            return b"no name at all\n" * 1000

    with pytest.raises(ListRefusedError, match="are no names"):
        [*ListReader(SUFFIXES).names(Endless(), FEED)]  # type: ignore[arg-type]
    assert seen < 20


@pytest.mark.parametrize("form", ["", "xml", "plain:x", "csv:", "csv:a/b", "ut1:../x", "csv:" + "x" * 41, "csv:a\n"])
def test_a_format_nobody_knows_is_refused(form: str) -> None:
    with pytest.raises(InvalidError):
        form_of(form)
