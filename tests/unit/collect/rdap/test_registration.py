"""What is read out of an answer, and what is left in it."""

import json
from datetime import timedelta

import pytest

from screening.collect.rdap.registration import AnswerRefusedError, Registration, registration
from screening.model.evidence import Json
from tests.unit.collect.rdap.registry import ANSWER, NOW


def read(name: str = "shop.example", **changed: Json) -> Registration:
    return registration({**ANSWER, **changed}, name, NOW)


def dated(action: str, *dates: Json) -> Registration:
    return read(events=[{"eventAction": action, "eventDate": date} for date in dates])


@pytest.mark.parametrize(
    ("told", "date"),
    [
        ("2020-02-29T10:20:30Z", "2020-02-29T10:20:30+00:00"),
        ("2020-02-29t10:20:30.987654321z", "2020-02-29T10:20:30+00:00"),
        ("2020-02-29 10:20:30+05:30", "2020-02-29T04:50:30+00:00"),
        ("2020-02-29T10:20:30", "2020-02-29T10:20:30+00:00"),
        ("1985-01-01T00:00:00Z", "1985-01-01T00:00:00+00:00"),
        ("2026-10-03T12:00:00Z", "2026-10-03T12:00:00+00:00"),
        ("2026-10-03T12:00:01Z", None),
        ("1984-12-31T23:59:59Z", None),
        ("1970-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("2021-02-29T10:20:30Z", None),
        ("2020-02-29T10:20:60Z", None),
        ("2020-W09-6", None),
        ("29.02.2020", None),
        ("٢٠٢٠-02-29T10:20:30Z", None),
        ("", None),
        (1582971630, None),
        (None, None),
        ([["2020-02-29T10:20:30Z"]], None),
    ],
)
def test_a_date_is_utc_and_one_that_cannot_be_is_left_out(told: Json, date: str | None) -> None:
    assert dated("registration", told).dates["created"] == date


@pytest.mark.parametrize(("years", "kept"), [(10, True), (100, True), (102, False), (7000, False)])
def test_an_expiry_lies_at_most_a_century_ahead(years: int, kept: bool) -> None:
    date = f"{NOW.year + years}-01-01T00:00:00Z"
    assert (dated("expiration", date).dates["expires"] is not None) == kept


def test_of_several_events_the_first_registration_and_the_last_change_count() -> None:
    days = [(NOW - timedelta(days=days)).isoformat() for days in (20, 10, 30)]
    assert dated("Registration", *days).dates["created"] == days[2]
    assert dated("last changed", *days).dates["changed"] == days[1]
    assert dated("transfer", *days).dates["transferred"] == days[1]


@pytest.mark.parametrize("action", ["last update of RDAP database", "locked", "", None, 7, ["transfer"]])
def test_other_events_are_left_out(action: Json) -> None:
    events: Json = [{"eventAction": action, "eventDate": "2020-01-01T00:00:00Z"}]
    assert set(read(events=events).dates.values()) == {None}


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ("client transfer prohibited", "client transfer prohibited"),
        ("clientTransferProhibited", "client transfer prohibited"),
        ("clientTransferProhibited https://icann.org/epp#clientTransferProhibited", "client transfer prohibited"),
        ("CLIENT_TRANSFER_PROHIBITED", "client transfer prohibited"),
        ("server-hold", "server hold"),
        ("addPeriod", "add period"),
        ("ok", "active"),
        ("linked", "associated"),
        (" Active ", "active"),
        ("<script>", None),
        ("x" * 41, None),
        ("", None),
        (7, None),
        ({"status": "ok"}, None),
    ],
)
def test_a_status_is_told_in_the_words_of_rdap(told: Json, word: str | None) -> None:
    assert read(status=[told]).statuses == ((word,) if word else ())


def entity(*roles: Json, **members: Json) -> Json:
    return {"roles": [*roles], **members}


def card(*lines: Json) -> Json:
    return ["vcard", [*lines]]


def fn(name: Json) -> Json:
    return ["fn", {}, "text", name]


@pytest.mark.parametrize(
    ("entities", "name", "number"),
    [
        ([entity("registrar", vcardArray=card(fn("Names Inc.")))], "Names Inc.", None),
        ([entity("Registrar", vcardArray=card(["org", {}, "text", ["Names", "Sales"]]))], "Names", None),
        (
            [entity("registrar", vcardArray=card(fn("Ada Person"), ["org", {}, "text", "Names"]))],
            "Names",
            None,
        ),
        ([entity("registrar", publicIds=[{"type": "IANA Registrar ID", "identifier": 292}])], "", 292),
        ([entity("registrar", publicIds=[{"type": "IANA Registrar ID", "identifier": "0292"}])], "", 292),
        ([entity("registrar", publicIds=[{"type": "IANA Registrar ID", "identifier": "12345678"}])], "", None),
        ([entity("registrar", publicIds=[{"type": "IANA Registrar ID", "identifier": True}])], "", None),
        ([entity("registrar", publicIds=[{"type": "tax number", "identifier": "292"}])], "", None),
        ([entity("registrant", "registrar", vcardArray=card(fn("Ada Person")))], "", None),
        ([entity("abuse", vcardArray=card(fn("Ada Person")))], "", None),
        (
            [entity("registrar", vcardArray=card(fn("Na\u202emes\u0000\n Inc\ud800.")))],
            "Names Inc.",
            None,
        ),
        ([entity("registrar", vcardArray=card(fn("n" * 5000)))], "n" * 300, None),
        (
            [entity("registrar", vcardArray=card(["fn"], [], 7, fn({}), fn([])))],
            "",
            None,
        ),
        ([entity("registrar", vcardArray={"fn": "x"}), 7, None, [], {}], "", None),
        ({"roles": ["registrar"]}, "", None),
        (None, "", None),
    ],
)
def test_the_registrar_is_a_company_or_nobody(entities: Json, name: str, number: int | None) -> None:
    found = read(entities=entities)
    assert (found.registrar, found.iana_id) == (name, number)
    assert "Person" not in json.dumps(found.facts)


def test_nameservers_are_names_each_once_and_few() -> None:
    odd: list[Json] = [{"ldhName": name} for name in ("NS1.Example.", "ns1.example", "10.0.0.1", "a..b", "", None, 7)]
    assert read(nameservers=[*odd, "ns2.example", None]).nameservers == ("ns1.example",)
    many: list[Json] = [{"ldhName": f"ns{number}.example"} for number in range(1000)]
    assert len(read(nameservers=many).nameservers) == 20


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("shop.example", {"ldhName": "SHOP.example."}),
        ("xn--bcher-kva.example", {"ldhName": "XN--BCHER-KVA.EXAMPLE"}),
        ("xn--bcher-kva.example", {"ldhName": "b\u00fccher.example"}),
        ("xn--bcher-kva.example", {"unicodeName": "B\u00fccher.example"}),
    ],
)
def test_a_name_is_the_same_in_any_spelling(asked: str, told: dict[str, Json]) -> None:
    assert registration({"objectClassName": "domain", **told}, asked, NOW).nameservers == ()


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"ldhName": "example"},
        {"ldhName": "www.shop.example"},
        {"ldhName": ["shop.example"]},
        {"ldhName": "casino.example", "unicodeName": "shop.example"},
        {"ldhName": "sh\u00f6p.example"},
        {"ldhName": "x" * 5000},
    ],
)
def test_another_name_is_not_ours(told: dict[str, Json]) -> None:
    with pytest.raises(AnswerRefusedError, match="wrong-name"):
        registration({"objectClassName": "domain", **told}, "shop.example", NOW)


def test_the_largest_registration_is_small() -> None:
    labels = ".".join([*["n" * 63] * 3, "n" * 50])
    found = read(
        nameservers=[{"ldhName": f"{number:03}.{labels}"} for number in range(100)],
        status=[f"{a}{b}".ljust(40, "x") for a in "abcdefghij" for b in "abcdefghij"],
        entities=[entity("registrar", vcardArray=card(fn("\U0001f600" * 5000)))],
        handle="\U0001f600" * 5000,
    )
    assert len(json.dumps([found.facts, found.registrar, found.nameservers], ensure_ascii=False).encode()) < 20_000
