import socket

import pytest

from screening.collect.guard import Guard, dial
from screening.model.errors import SettingsError
from tests.hostile.server import HostileServer, redirects, replies
from tests.hostile.world import SITE, World

HOST = "shop.example"
URL = f"http://{HOST}/"


@pytest.fixture(autouse=True)
def shop(site: HostileServer) -> None:
    site.scripts["/"] = replies(b"<title>shop</title>", "Content-Type: text/html")


@pytest.mark.parametrize(
    ("address", "cause"),
    [
        pytest.param("127.0.0.1", "blocked:loopback", id="case_01"),
        pytest.param("127.9.9.9", "blocked:loopback", id="case_01_net"),
        pytest.param("0.0.0.0", "blocked:reserved", id="case_02"),
        pytest.param("10.1.2.3", "blocked:private", id="case_03"),
        pytest.param("169.254.169.254", "blocked:link-local", id="case_04"),
        pytest.param("100.100.100.200", "blocked:private", id="case_05"),
        pytest.param("168.63.129.16", "blocked:private", id="case_06"),
        pytest.param("198.18.0.1", "blocked:reserved", id="case_07"),
        pytest.param("224.0.0.1", "blocked:multicast", id="case_08"),
        pytest.param("::1", "blocked:loopback", id="case_09"),
        pytest.param("::ffff:127.0.0.1", "blocked:loopback", id="case_10"),
        pytest.param("::127.0.0.1", "blocked:reserved", id="case_11"),
        pytest.param("64:ff9b::a9fe:a9fe", "blocked:reserved", id="case_12"),
        pytest.param("2002:7f00:1::", "blocked:reserved", id="case_13"),
        pytest.param("fd00:ec2::254", "blocked:private", id="case_14"),
        pytest.param("fe80::1%lo", "blocked:link-local", id="case_14_zone"),
        pytest.param("4000::1", "blocked:reserved", id="case_15"),
    ],
)
def test_a_name_at_an_address_that_is_not_public_is_never_dialled(world: World, address: str, cause: str) -> None:
    world.names[HOST] = (address,)
    fetched = world.guard().fetch(URL)
    assert (fetched.cause, fetched.status, fetched.hops, fetched.body) == (cause, 0, (), b"")
    assert world.dialled == []


@pytest.mark.parametrize(
    "addresses",
    [
        pytest.param((SITE, "127.0.0.1"), id="case_16_private_last"),
        pytest.param(("10.0.0.1", SITE), id="case_16_private_first"),
        pytest.param((SITE, "2606:4700::1", "::1"), id="case_16_other_family"),
    ],
)
def test_one_private_address_among_public_ones_refuses_the_whole_name(world: World, addresses: tuple[str, ...]) -> None:
    world.names[HOST] = addresses
    assert world.guard().fetch(URL).cause == "blocked:mixed"
    assert world.dialled == []


def test_case_17_each_hop_is_resolved_once_and_a_rebound_name_is_refused(site: HostileServer) -> None:
    site.scripts["/"] = redirects("/again")
    answers = [("127.0.0.1",), (SITE,)]
    world = World({80: site.port})
    guard = Guard(lambda _: answers.pop(), dial=world.dial)
    fetched = guard.fetch(URL)
    assert answers == []  # asked exactly twice: once for each hop
    assert fetched.cause == "blocked:loopback"
    assert world.dialled == [(SITE, 80)]


@pytest.mark.parametrize(
    "cause",
    [
        pytest.param("cname-loop", id="case_18_loop"),
        pytest.param("no-address", id="case_19_no_address"),
        pytest.param("servfail", id="case_19_servfail"),
        pytest.param("dns-timeout", id="case_19_timeout"),
        pytest.param("nxdomain", id="case_19_nxdomain"),
    ],
)
def test_a_failed_look_up_keeps_its_cause(world: World, cause: str) -> None:
    world.names[HOST] = cause
    fetched = world.guard().fetch(URL)
    assert (fetched.cause, fetched.status) == (cause, 0)
    assert world.dialled == []


def test_case_18_an_alias_of_an_internal_name_is_refused_for_where_it_ends(world: World) -> None:
    world.names[HOST] = ("192.168.1.10",)
    assert world.guard().fetch(URL).cause == "blocked:private"
    assert world.dialled == []


def test_case_19_an_empty_answer_is_no_address(world: World) -> None:
    world.names[HOST] = ()
    assert world.guard().fetch(URL).cause == "no-address"


@pytest.mark.parametrize(
    ("networks", "names"),
    [
        pytest.param(("93.184.216.0/24",), (), id="case_20_network"),
        pytest.param(("93.184.216.34",), (), id="case_20_address"),
        pytest.param((), ("shop.example",), id="case_20_name"),
        pytest.param((), ("Example.",), id="case_20_parent"),
    ],
)
def test_the_operators_own_places_are_never_dialled(
    world: World, networks: tuple[str, ...], names: tuple[str, ...]
) -> None:
    guard = world.guard(denied_networks=networks, denied_names=names)
    assert guard.fetch(URL).cause == "blocked:own"
    assert world.dialled == []


def test_case_20_a_denied_name_does_not_touch_names_that_merely_end_alike(world: World) -> None:
    assert world.guard(denied_names=("op.example",)).fetch(URL).status == 200


def test_why_refused_tells_others_the_same(world: World) -> None:
    guard = world.guard(denied_networks=("2606:4700::/32", "198.41.0.0/24"))
    told = {address: guard.why_refused(address) for address in ("8.8.8.8", "198.41.0.4", "2606:4700::1", "10.0.0.1")}
    assert told == {
        "8.8.8.8": "",
        "198.41.0.4": "blocked:own",
        "2606:4700::1": "blocked:own",
        "10.0.0.1": "blocked:private",
    }


def test_a_denied_network_that_is_none_is_a_setting_error(world: World) -> None:
    with pytest.raises(SettingsError, match=r"10\.0\.0\.0/33"):
        world.guard(denied_networks=("10.0.0.0/33",))


def test_a_page_is_read_from_the_address_that_was_checked(world: World, site: HostileServer) -> None:
    fetched = world.guard().fetch("HTTP://Shop.Example.:80/?q=caf\u00e9 au lait#top")
    assert fetched.url == "http://shop.example/?q=caf%C3%A9%20au%20lait"
    assert world.dialled == [(SITE, 80)]
    assert [(hop.url, hop.status, hop.address) for hop in fetched.hops] == [(fetched.url, 404, SITE)]
    assert b"Host: shop.example\r\n" in site.requests[0]


def test_the_next_address_is_tried_where_one_refuses(world: World, site: HostileServer) -> None:
    world.names[HOST] = ("2606:4700::1", "93.184.216.35", SITE)

    def choosy(address: tuple[str, int], timeout: float) -> socket.socket:
        if address[0] != SITE:
            world.dialled.append(address)
            raise ConnectionRefusedError(111, "refused")
        return world.dial(address, timeout)

    fetched = Guard(world.resolve, dial=choosy).fetch(URL)
    assert fetched.body == b"<title>shop</title>"
    assert world.dialled == [("93.184.216.35", 80), (SITE, 80)]


def test_pinned_addresses_stand_in_for_the_resolver_at_the_same_host_with_and_without_www(
    world: World, site: HostileServer
) -> None:
    site.scripts["/"] = redirects("http://www.shop.example/home")
    site.scripts["/home"] = redirects("http://other.example/end")
    site.scripts["/end"] = replies(b"end")
    fetched = world.guard().fetch(URL, pinned=("93.184.216.99",))
    assert fetched.body == b"end"
    assert world.asked == ["other.example"]
    assert [hop.address for hop in fetched.hops] == ["93.184.216.99", "93.184.216.99", SITE]


def test_pinned_addresses_are_checked_too(world: World) -> None:
    assert world.guard().fetch(URL, pinned=("93.184.216.99", "10.0.0.1")).cause == "blocked:mixed"
    assert world.dialled == []


def test_dial_opens_a_connection_to_a_numeric_address(site: HostileServer) -> None:
    with dial(("127.0.0.1", site.port), 1.0) as sock:
        assert sock.getpeername() == ("127.0.0.1", site.port)
