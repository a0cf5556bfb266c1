import gzip
import itertools
import tracemalloc
import zlib
from collections.abc import Iterator
from dataclasses import replace

import pytest

from screening.collect.guard import Limits
from tests.hostile.bombs import gzip_bomb
from tests.hostile.server import Exchange, HostileServer, Script, replies, says
from tests.hostile.world import QUICK, World

URL = "http://shop.example/"
PAGE = b"<title>shop</title>" + bytes(range(65, 91)) * 100
HEAD = b"HTTP/1.1 200 OK\r\n"
WIRE = 300_000


def test_case_33_a_gzip_bomb_stops_at_one_megabyte_and_costs_little_memory(site: HostileServer, world: World) -> None:
    bomb = gzip_bomb(512)
    assert len(bomb) > 500_000
    site.scripts["/"] = replies(bomb, "Content-Encoding: gzip")
    guard = world.guard()
    tracemalloc.start()
    try:
        fetched = guard.fetch(URL)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert fetched.body == bytes(1_000_000)
    assert (fetched.cause, fetched.truncated, fetched.flags) == ("", True, ("cut-decoded",))
    assert peak < 10_000_000


@pytest.mark.parametrize(
    ("coding", "flag"),
    [
        pytest.param("gzip, gzip", "coding:stacked", id="case_34"),
        pytest.param(", ".join(["gzip"] * 1000), "coding:stacked", id="case_34_thousand"),
        pytest.param("deflate,br", "coding:stacked", id="case_34_mixed"),
        pytest.param("br", "coding:br", id="case_35_br"),
        pytest.param("zstd", "coding:zstd", id="case_35_zstd"),
        pytest.param("compress", "coding:compress", id="case_35_compress"),
        pytest.param("<script>", "coding:other", id="case_35_junk"),
    ],
)
def test_a_coding_nobody_asked_for_is_evidence_and_is_not_decoded(
    site: HostileServer, world: World, coding: str, flag: str
) -> None:
    site.scripts["/"] = replies(gzip.compress(gzip.compress(PAGE)), f"Content-Encoding: {coding}")
    fetched = world.guard().fetch(URL)
    assert (fetched.status, fetched.cause, fetched.body) == (200, "", b"")
    assert (fetched.flags, fetched.truncated) == ((flag,), True)


def test_case_34_a_gzip_within_a_gzip_is_unpacked_once(site: HostileServer, world: World) -> None:
    inner = gzip.compress(PAGE)
    site.scripts["/"] = replies(gzip.compress(inner), "Content-Encoding: gzip")
    assert world.guard().fetch(URL).body == inner


def _raw_deflate(body: bytes) -> bytes:
    engine = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return engine.compress(body) + engine.flush()


@pytest.mark.parametrize(
    ("coding", "sent", "body", "flags"),
    [
        pytest.param("gzip", gzip.compress(PAGE), PAGE, (), id="case_36_gzip"),
        pytest.param("x-GZIP", gzip.compress(PAGE), PAGE, (), id="case_36_x_gzip"),
        pytest.param("identity", PAGE, PAGE, (), id="case_36_identity"),
        pytest.param("deflate", zlib.compress(PAGE), PAGE, (), id="case_36_deflate_zlib"),
        pytest.param("deflate", _raw_deflate(PAGE), PAGE, (), id="case_36_deflate_raw"),
        pytest.param("gzip", gzip.compress(b"a") + gzip.compress(b"b"), b"ab", (), id="case_36_two_members"),
        pytest.param("gzip", gzip.compress(PAGE) + b"junk", PAGE, ("bad-gzip",), id="case_36_garbage_after"),
        pytest.param("gzip", b"no gzip at all", b"", ("bad-gzip",), id="case_36_no_gzip"),
        pytest.param("deflate", b"\xff\xff\xff", b"", ("bad-deflate",), id="case_36_no_deflate"),
        pytest.param("gzip", b"", b"", (), id="case_36_empty"),
    ],
)
def test_what_can_be_unpacked_is_kept(
    site: HostileServer, world: World, coding: str, sent: bytes, body: bytes, flags: tuple[str, ...]
) -> None:
    site.scripts["/"] = replies(sent, f"Content-Encoding: {coding}")
    fetched = world.guard().fetch(URL)
    assert (fetched.body, fetched.flags, fetched.cause, fetched.truncated) == (body, flags, "", bool(flags))


def test_case_36_a_truncated_or_spoilt_gzip_keeps_what_came_before(site: HostileServer, world: World) -> None:
    text = b"".join(b"%d squared is %d\n" % (n, n * n) for n in range(5000))
    packed = gzip.compress(text)
    for spoilt in (packed[: len(packed) // 2], packed[: len(packed) // 2] + b"\xff" * 1000, packed[:-8] + bytes(8)):
        site.scripts["/"] = replies(spoilt, "Content-Encoding: gzip")
        fetched = world.guard().fetch(URL)
        assert fetched.flags == ("bad-gzip",)
        assert text.startswith(fetched.body)
        assert len(fetched.body) > len(text) // 3


def test_case_37_a_body_without_end_is_cut_at_the_wire_cap(site: HostileServer, world: World) -> None:
    def endless(exchange: Exchange) -> None:
        exchange.send(HEAD, b"\r\n")
        while True:
            exchange.send(b"x" * 65536)

    site.scripts["/"] = endless
    fetched = world.guard().fetch(URL)
    assert (fetched.status, fetched.cause, fetched.flags, fetched.truncated) == (200, "", ("cut-wire",), True)
    assert len(fetched.body) == WIRE - len(HEAD) - 2


@pytest.mark.parametrize(
    ("length", "body", "cause", "flags"),
    [
        pytest.param(b"1" + b"0" * 20, PAGE, "", ("cut-short",), id="case_38_10e20"),
        pytest.param(b"-5", PAGE, "", (), id="case_38_negative"),
        pytest.param(b"ten", PAGE, "", (), id="case_38_word"),
        pytest.param(b"9" * 5000, PAGE, "", (), id="case_38_5000_digits"),
        pytest.param(b"3\r\nContent-Length: 4", b"", "headers", (), id="case_38_two"),
        pytest.param(b"3\r\nContent-Length: 3", PAGE[:3], "", (), id="case_38_twice_the_same"),
    ],
)
def test_a_wrong_content_length_is_bounded(
    site: HostileServer, world: World, length: bytes, body: bytes, cause: str, flags: tuple[str, ...]
) -> None:
    site.scripts["/"] = says(HEAD, b"Content-Length: ", length, b"\r\n\r\n", PAGE)
    fetched = world.guard().fetch(URL)
    assert (fetched.body, fetched.cause, fetched.flags) == (body, cause, flags)


CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("pieces", "cause", "flags"),
    [
        pytest.param((b"1\r\nx\r\n" for _ in itertools.count()), "", ("cut-wire",), id="case_39_one_byte_chunks"),
        pytest.param((b"x" * 999 for _ in itertools.count()), "headers", (), id="case_39_size_line_without_end"),
        pytest.param(
            (b"1;" + b"e" * 60_000 + b"\r\nx\r\n" for _ in itertools.count()),
            "",
            ("cut-wire",),
            id="case_39_extension_flood",
        ),
        pytest.param((b"5\r\nhello\r\nzz\r\nhello",), "", ("cut-short",), id="case_39_bad_size"),
        pytest.param((b"FFFFFFFFFFFFFFFFFF\r\nhello",), "", ("cut-short",), id="case_39_huge_size"),
        pytest.param((b"-5\r\nhello\r\n0\r\n\r\n",), "", ("cut-short",), id="case_39_negative_size"),
        pytest.param((b"0\r\n", *[b"A: b\r\n"] * 100_000), "", ("cut-wire",), id="case_39_trailers"),
    ],
)
def test_chunks_are_counted_with_their_framing(
    site: HostileServer, world: World, pieces: Iterator[bytes], cause: str, flags: tuple[str, ...]
) -> None:
    def chunked(exchange: Exchange) -> None:
        exchange.send(CHUNKED)
        for piece in pieces:
            exchange.send(piece)

    site.scripts["/"] = chunked
    fetched = world.guard().fetch(URL)
    assert (fetched.status, fetched.cause, fetched.flags) == (200, cause, flags)
    assert len(fetched.body) <= WIRE / 6


def test_the_wire_cap_holds_for_all_hops_together(site: HostileServer, world: World) -> None:
    site.scripts["/"] = replies(b"", "Location: /b", "X-Fill: " + "x" * 900, status="302 Found")
    site.scripts["/b"] = replies(b"y" * 5000)
    fetched = world.guard(Limits(wire=4000)).fetch(URL)
    assert (fetched.cause, fetched.flags) == ("", ("cut-wire",))
    assert 2500 < len(fetched.body) < 3100


@pytest.mark.parametrize(
    "status",
    [
        pytest.param("204 No Content", id="case_46_204"),
        pytest.param("304 Not Modified", id="case_46_304"),
        pytest.param("103 Early Hints", id="case_46_103"),
    ],
)
def test_a_body_where_none_may_be_is_ignored(site: HostileServer, world: World, status: str) -> None:
    site.scripts["/"] = replies(PAGE, status=status)
    fetched = world.guard().fetch(URL)
    assert (fetched.status, fetched.body, fetched.cause) == (int(status[:3]), b"", "")


@pytest.mark.parametrize("status", ["999 Denied", "200", "404 " + "x" * 5000, "418 \x1b[31m"])
def test_case_46_an_odd_status_is_evidence(site: HostileServer, world: World, status: str) -> None:
    site.scripts["/"] = replies(PAGE, status=status)
    fetched = world.guard().fetch(URL)
    assert (fetched.status, fetched.body, fetched.cause) == (int(status[:3]), PAGE, "")


@pytest.mark.parametrize("coding", ["", "gzip"])
def test_a_body_can_be_handed_on_as_it_comes_of_any_size(site: HostileServer, world: World, coding: str) -> None:
    sent = bytes(range(256)) * 8_000
    headers = [f"Content-Encoding: {coding}"] if coding else []
    site.scripts["/"] = replies(sent, *headers)
    pieces: list[bytes] = []
    fetched = world.guard(replace(QUICK, wire=3_000_000)).fetch(URL, into=pieces.append)
    assert (fetched.status, fetched.body, fetched.flags, fetched.truncated) == (200, b"", (), False)
    assert b"".join(pieces) == sent, "still coded, and more than a body may have"
    assert len(pieces) > 10


@pytest.mark.parametrize(
    ("script", "flags"),
    [
        (says(HEAD, b"Content-Length: 1000\r\n\r\nshort"), ("cut-short",)),
        (says(HEAD, b"Transfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n"), ("cut-short",)),
        (replies(bytes(WIRE + 1)), ("cut-wire",)),
    ],
)
def test_a_body_that_is_handed_on_is_told_to_be_cut(
    site: HostileServer, world: World, script: Script, flags: tuple[str, ...]
) -> None:
    site.scripts["/"] = script
    size = 0

    def take(piece: bytes) -> None:
        nonlocal size
        size += len(piece)

    fetched = world.guard().fetch(URL, into=take)
    assert (fetched.flags, fetched.truncated) == (flags, True)
    assert 0 < size <= WIRE


def test_the_body_of_a_redirect_is_not_handed_on(site: HostileServer, world: World) -> None:
    site.scripts["/"] = says(HEAD.replace(b"200 OK", b"302 Found"), b"Location: /b\r\nContent-Length: 4\r\n\r\nhere")
    site.scripts["/b"] = replies(b"there")
    pieces: list[bytes] = []
    assert world.guard().fetch(URL, into=pieces.append).status == 200
    assert pieces == [b"there"]
