"""Names are judged at once, and nothing stays."""

from datetime import timedelta
from pathlib import Path

from flask.testing import FlaskClient

from screening.bootstrap import House
from tests.clock import FrozenClock


def test_every_name_gets_its_own_answer_in_order(client: FlaskClient) -> None:
    names = ["Best-Casino.com", "flowers.com", "a..b", "", "example.com\n", "x" * 2000, "exa\0mple.com", "BÜCHER.com"]
    items = client.post("/v1/check", json={"names": names}).json["items"]
    assert [item["name"] for item in items] == names
    told = [item["verdict"]["verdict"] if "verdict" in item else item["error"]["code"] for item in items]
    assert told == ["review", "clear", "empty-label", "name-empty", "clear", "name-too-long", "bad-character", "clear"]
    assert [signal["rule"] for signal in items[0]["verdict"]["signals"]] == ["gambling.name.casino"]
    assert items[-1]["domain"] == "xn--bcher-kva.com"


def test_a_name_alone_is_judged_over_its_own_scope(client: FlaskClient, house: House) -> None:
    (item,) = client.post("/v1/check", json={"names": ["flowers.com"]}).json["items"]
    assert item["verdict"]["scope"] == ["name"]
    assert item["verdict"]["missing"] == [name for name in house.policy().scope if name != "name"]


def test_a_thousand_names_are_taken_and_nothing_is_stored(client: FlaskClient, house: House) -> None:
    answer = client.post("/v1/check", json={"names": [f"casino-{n}.com" for n in range(1000)]})
    assert {item["verdict"]["verdict"] for item in answer.json["items"]} == {"review"}
    with house.memory.read() as unit:
        assert unit.cases.find() == []


def test_changed_rules_are_in_force_within_seconds(client: FlaskClient, clock: FrozenClock, rules: Path) -> None:
    def verdict() -> str:
        answer = client.post("/v1/check", json={"names": ["flowers.com"]})
        conclusion: str = answer.json["items"][0]["verdict"]["verdict"]
        return conclusion

    assert verdict() == "clear"
    text = (rules / "p.yml").read_text()
    new = text.replace("words: [casino]", "words: [casino, flowers]").replace("flowers.example", "trees.example")
    (rules / "p.yml").write_text(new)
    clock.advance(timedelta(seconds=5))
    assert verdict() == "review"
    (rules / "p.yml").write_text("broken: [")
    clock.advance(timedelta(seconds=5))
    assert verdict() == "review"
