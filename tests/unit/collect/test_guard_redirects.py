import pytest

from tests.hostile.bombs import gzip_bomb
from tests.hostile.certificates import Authority
from tests.hostile.server import HostileServer, redirects, replies, says
from tests.hostile.world import SITE, World

URL = "http://shop.example/"


@pytest.mark.parametrize(
    ("location", "cause"),
    [
        pytest.param("http://127.0.0.1:6379/", "blocked:port", id="case_21"),
        pytest.param("http://127.0.0.1/", "blocked:numeric-host", id="case_21_port_80"),
        pytest.param("http://2130706433/", "blocked:numeric-host", id="case_22_decimal"),
        pytest.param("http://0x7f.1/", "blocked:numeric-host", id="case_22_hex"),
        pytest.param("http://0x7f000001/", "blocked:numeric-host", id="case_22_hex_whole"),
        pytest.param("http://0177.0.0.1/", "blocked:numeric-host", id="case_22_octal"),
        pytest.param("http://127.1/", "blocked:numeric-host", id="case_22_short"),
        pytest.param("http://127.0.0.1./", "blocked:numeric-host", id="case_22_dot"),
        pytest.param("http://①②⑦.0.0.1/", "blocked:numeric-host", id="case_22_circled"),
        pytest.param("http://127。0。0。1/", "blocked:numeric-host", id="case_22_full_stops"),
        pytest.param("http://93.184.216.34/", "blocked:numeric-host", id="case_22_public"),
        pytest.param("http://%31%32%37.0.0.1/", "bad-redirect", id="case_22_percent"),
        pytest.param("http://[::1]/", "blocked:numeric-host", id="case_23"),
        pytest.param("http://[::ffff:10.0.0.1]/", "blocked:numeric-host", id="case_23_mapped"),
        pytest.param("http://[fe80::1%25lo]/", "blocked:numeric-host", id="case_23_zone"),
        pytest.param("//[::1", "bad-redirect", id="case_23_half"),
        pytest.param("file:///etc/passwd", "blocked:scheme", id="case_24_file"),
        pytest.param("gopher://127.0.0.1:6379/_FLUSHALL", "blocked:scheme", id="case_24_gopher"),
        pytest.param("ftp://shop.example/", "blocked:scheme", id="case_24_ftp"),
        pytest.param("JavaScript:alert(1)", "blocked:scheme", id="case_24_javascript"),
        pytest.param("data:text/html,hi", "blocked:scheme", id="case_24_data"),
        pytest.param("http://u:p@shop.example/", "blocked:userinfo", id="case_25"),
        pytest.param("http://victim.example\\@127.0.0.1/", "blocked:userinfo", id="case_25_backslash"),
        pytest.param("http://a@b@c.example/", "blocked:userinfo", id="case_25_twice"),
        pytest.param("//u@shop.example/", "blocked:userinfo", id="case_25_relative"),
        pytest.param("\\\\127.0.0.1\\", "bad-redirect", id="case_25_backslashes"),
        pytest.param("http:\\\\127.0.0.1/", "bad-redirect", id="case_25_scheme_backslashes"),
        pytest.param("http:/127.0.0.1/", "bad-redirect", id="case_25_one_slash"),
        *[
            pytest.param(f"http://shop.example:{port}/", "blocked:port", id=f"case_26_{port}")
            for port in ("22", "25", "6379", "8080", "0", "65616", "99999999999", "-80", "٨٠")
        ],
    ],
)
def test_a_redirect_to_where_no_page_may_be_is_not_followed(
    site: HostileServer, world: World, location: str, cause: str
) -> None:
    raw = location.encode()
    site.scripts["/"] = says(b"HTTP/1.1 302 Found\r\nLocation: ", raw, b"\r\nContent-Length: 0\r\n\r\n")
    fetched = world.guard().fetch(URL)
    assert fetched.cause == cause
    assert [hop.status for hop in fetched.hops] == [302]
    assert world.dialled == [(SITE, 80)]
    direct = World()
    assert direct.guard().fetch(location).cause in {cause, "bad-url"}
    assert direct.dialled == []


@pytest.mark.parametrize(
    "next_of",
    [
        pytest.param(lambda path: f"/{int(path[1:] or 0) + 1}", id="case_27_eleven_hops"),
        pytest.param(lambda path: path, id="case_27_loop"),
        pytest.param(lambda path: "/b" if path == "/" else "/", id="case_27_a_and_b"),
        pytest.param(lambda path: path + "?" + "x" * len(path), id="case_27_growing"),
    ],
)
def test_redirects_end_after_five_answers(site: HostileServer, world: World, next_of) -> None:  # type: ignore[no-untyped-def]
    class Everything(dict):  # type: ignore[type-arg]
        def get(self, path: str, default: object = None) -> object:
            return redirects(next_of(path))

    site.scripts = Everything()
    fetched = world.guard().fetch(URL)
    assert fetched.cause == "too-many-redirects"
    assert 1 <= len(fetched.hops) == len(world.dialled) <= 5
    assert fetched.status == 302


def test_five_answers_of_which_the_last_is_a_page_are_fine(site: HostileServer, world: World) -> None:
    for step in range(4):
        site.scripts[f"/{step or ''}"] = redirects(f"/{step + 1}")
    site.scripts["/4"] = replies(b"home at last")
    fetched = world.guard().fetch(URL)
    assert (fetched.cause, fetched.body, fetched.url) == ("", b"home at last", f"{URL}4")
    assert [hop.status for hop in fetched.hops] == [302, 302, 302, 302, 200]


def test_case_28_the_body_of_a_redirect_is_not_read(site: HostileServer, world: World) -> None:
    bomb = gzip_bomb(4096)
    site.scripts["/"] = replies(bomb, "Location: /home", "Content-Encoding: gzip", status="302 Found")
    site.scripts["/home"] = replies(b"home")
    fetched = world.guard().fetch(URL)
    assert fetched.body == b"home"
    assert len(bomb) > 4_000_000  # more than the buffers of both ends hold
    assert site.sent < len(bomb)


@pytest.mark.parametrize(
    ("location", "cause"),
    [
        pytest.param(b"Location: /\xff\xfe\r\n", "bad-redirect", id="case_29_not_utf8"),
        pytest.param(b"Location: /a\x00b\r\n", "bad-redirect", id="case_29_nul"),
        pytest.param(b"Location: /a\r\n\tb\r\n", "", id="case_29_folded"),
        pytest.param(b"Location: /a\rb\r\n", "", id="case_29_cr_ends_the_line"),
        pytest.param(b"Location: /a\tb\r\n", "bad-redirect", id="case_29_tab"),
        pytest.param(b"Location: /" + b"a" * 9000 + b"\r\n", "bad-redirect", id="case_29_9_kB"),
        pytest.param(b"Location: /" + b"a" * 1_000_000 + b"\r\n", "headers", id="case_29_1_MB"),
        pytest.param(b"Location:\r\n", "bad-redirect", id="case_29_empty"),
        pytest.param(b"", "bad-redirect", id="case_29_missing"),
        pytest.param(b"Location: /a\r\nLocation: /b\r\n", "bad-redirect", id="case_29_two"),
        pytest.param(b"Location: http://\r\n", "bad-redirect", id="case_29_no_host"),
        pytest.param(b"Location: http://a..b.example/\r\n", "bad-redirect", id="case_29_empty_label"),
        pytest.param(b"Location: http://localhost/\r\n", "bad-redirect", id="case_29_one_label"),
        pytest.param(b"Location: http://" + b"a" * 64 + b".example/\r\n", "bad-redirect", id="case_29_long_label"),
    ],
)
def test_a_location_that_makes_no_sense_is_a_cause_and_no_crash(
    site: HostileServer, world: World, location: bytes, cause: str
) -> None:
    site.scripts["/"] = says(b"HTTP/1.1 302 Found\r\n", location, b"\r\n")
    site.scripts["/a%20b"] = site.scripts["/a"] = replies(b"")
    fetched = world.guard().fetch(URL)
    assert fetched.cause == cause
    assert not any(character in fetched.url for character in "\x00\r\n\t")
    assert len(fetched.url) <= 1000


def test_a_location_in_utf8_is_followed_percent_encoded(site: HostileServer, world: World) -> None:
    site.scripts["/"] = redirects("http://b\u00fccher.example/caf\u00e9".encode().decode("latin-1"))
    site.scripts["/caf%C3%A9"] = replies(b"menu")
    fetched = world.guard().fetch(URL)
    assert (fetched.url, fetched.body) == ("http://xn--bcher-kva.example/caf%C3%A9", b"menu")


def test_case_30_a_refresh_is_reported_and_not_followed(site: HostileServer, world: World) -> None:
    page = b'<meta http-equiv="refresh" content="0;url=http://other.example/">'
    site.scripts["/"] = replies(page, "Refresh: 0; url=http://127.0.0.1/")
    fetched = world.guard().fetch(URL)
    assert (fetched.headers["refresh"], fetched.body) == ("0; url=http://127.0.0.1/", page)
    assert len(world.dialled) == 1


def test_case_31_up_to_https_is_plain_and_down_to_http_is_flagged(site: HostileServer, tmp_path) -> None:  # type: ignore[no-untyped-def]
    authority = Authority(tmp_path)
    with HostileServer(tls=authority.context("shop.example")) as secure:
        world = World({80: site.port, 443: secure.port})
        guard = world.guard(roots=str(authority.roots))
        site.scripts["/"] = redirects("https://shop.example/up")
        secure.scripts["/up"] = replies(b"up")
        secure.scripts["/"] = redirects("http://shop.example/down")
        site.scripts["/down"] = replies(b"down")
        up = guard.fetch(URL)
        down = guard.fetch("https://shop.example/")
    assert (up.body, up.flags, up.cause) == (b"up", (), "")
    assert (down.body, down.flags, down.cause) == (b"down", ("downgrade",), "")


@pytest.mark.parametrize(
    ("start", "end", "flags"),
    [
        pytest.param("shop.example", "casino.example", ("cross-domain",), id="case_32"),
        pytest.param("shop.example", "myshop.example", ("cross-domain",), id="case_32_ends_alike"),
        pytest.param("shop.example", "www.shop.example", (), id="case_32_www"),
        pytest.param("www.shop.example", "de.shop.example", (), id="case_32_below"),
        pytest.param("de.shop.example", "shop.example", (), id="case_32_above"),
    ],
)
def test_leaving_the_domain_is_followed_and_flagged(
    site: HostileServer, world: World, start: str, end: str, flags: tuple[str, ...]
) -> None:
    site.scripts["/"] = redirects(f"http://{end}/end")
    site.scripts["/end"] = replies(b"end")
    fetched = world.guard().fetch(f"http://{start}/")
    assert (fetched.url, fetched.body, fetched.flags) == (f"http://{end}/end", b"end", flags)


def test_every_hop_is_checked_like_the_first(site: HostileServer, world: World) -> None:
    world.names["inside.example"] = ("10.0.0.1",)
    site.scripts["/"] = redirects("http://inside.example/")
    fetched = world.guard().fetch(URL)
    assert (fetched.cause, fetched.url, fetched.status) == ("blocked:private", "http://inside.example/", 0)
    assert world.dialled == [(SITE, 80)]
