"""The name tier: parsing against tldextract, the whole judgement against parsing by tldextract alone."""

import random

import tldextract

from bench.pairing import against
from screening.bootstrap import House
from screening.classify.judge import Item, judge
from screening.settings import Settings

_SYLLABLES = ["ka", "lo", "mi", "ter", "ban", "so", "ve", "ri", "ton", "gu", "pla", "es", "no", "win", "bet", "shop"]
_SUFFIXES = ["com", "net", "org", "de", "co.uk", "info", "io", "com.br", "xyz"]


def _sample(count: int) -> list[str]:
    dice = random.Random(1)
    word = lambda: "".join(dice.choices(_SYLLABLES, k=dice.randint(2, 4)))  # noqa: E731 (said once)
    return [f"{word()}{dice.choice(['', '-'])}{word()}.{dice.choice(_SUFFIXES)}" for _ in range(count)]


def parsing() -> str:
    """Names normalised and split."""
    house, names = House(Settings()), _sample(50_000)
    return against("names parsed", lambda: _parse(house, names), "tldextract", lambda: _extract(names))


def judging() -> str:
    """Names parsed and judged by all rules, against tldextract only splitting them."""
    house, names = House(Settings()), _sample(20_000)
    rules, policy = house.shelf.current(), house.policy()

    def ours() -> int:
        items = [Item(house.domain(name), ()) for name in names]
        return len(judge(items, rules, policy, ("name",)))

    return against("names parsed and judged", ours, "tldextract splitting only", lambda: _extract(names))


def _parse(house: House, names: list[str]) -> int:
    return sum(1 for name in names if house.domain(name))


_extractor = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def _extract(names: list[str]) -> int:
    return sum(1 for name in names if _extractor(name))
