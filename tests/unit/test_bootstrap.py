"""The house joins its parts as the policy names them."""

from pathlib import Path

from screening.bootstrap import House
from screening.model.policy import Policy
from screening.settings import Settings


def test_the_collectors_look_in_the_order_of_the_scope(tmp_path: Path) -> None:
    house = House(Settings(data_dir=tmp_path))
    looking = tuple(collector.name for collector in house.collectors)
    assert looking == house.policy().scope == Policy(categories={}).scope
