"""The bundled Public Suffix List, with tldextract itself as the oracle."""

import pytest
import tldextract
from hypothesis import given
from hypothesis import strategies as st
from tldextract.cache import DiskCache
from tldextract.suffix_list import get_suffix_lists

from screening.collect.suffixes import BundledSuffixes
from screening.model.names import Suffix

SUFFIXES = BundledSuffixes()
ORACLE = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
PUBLIC, PRIVATE = get_suffix_lists(DiskCache(None), (), None, fallback_to_snapshot=True)
RULES = frozenset(PUBLIC + PRIVATE)


def a_label_rules() -> list[str]:
    names = {
        rule.removeprefix("!").removeprefix("*.").encode("idna").decode("ascii") for rule in RULES if "ß" not in rule
    }
    return sorted(names)


def assert_like_the_oracle(name: str) -> None:
    split = SUFFIXES.split(name)
    expected = ORACLE(name)
    if expected.suffix:
        assert (split.suffix, split.registrable, split.private, split.known) == (
            expected.suffix,
            expected.top_domain_under_public_suffix,
            expected.is_private,
            True,
        ), name
    else:  # tldextract knows no suffix here; the list's own algorithm says that the last label is one
        assert split.suffix == name.rpartition(".")[2]
        assert not split.private


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("example.com", Suffix("example.com", "com", private=False, known=True)),
        ("a.b.example.co.uk", Suffix("example.co.uk", "co.uk", private=False, known=True)),
        ("co.uk", Suffix("", "co.uk", private=False, known=True)),
        ("www.github.io", Suffix("www.github.io", "github.io", private=True, known=True)),
        ("github.io", Suffix("", "github.io", private=True, known=True)),
        ("shop.foo.ck", Suffix("shop.foo.ck", "foo.ck", private=False, known=True)),
        ("foo.ck", Suffix("", "foo.ck", private=False, known=True)),
        ("a.www.ck", Suffix("www.ck", "ck", private=False, known=True)),
        ("xn--e1afmkfd.xn--p1ai", Suffix("xn--e1afmkfd.xn--p1ai", "xn--p1ai", private=False, known=True)),
        ("2.0.192.in-addr.arpa", Suffix("192.in-addr.arpa", "in-addr.arpa", private=False, known=True)),
        ("a.b.nosuchtld", Suffix("b.nosuchtld", "nosuchtld", private=False, known=False)),
        ("nosuchtld", Suffix("", "nosuchtld", private=False, known=False)),
    ],
)
def test_a_name_is_split_at_its_public_suffix(name: str, expected: Suffix) -> None:
    assert SUFFIXES.split(name) == expected


def test_every_rule_of_the_list_splits_as_tldextract_does() -> None:
    for rule in a_label_rules():
        for name in (rule, f"foo.{rule}", f"bar.foo.{rule}", f"a.bar.foo.{rule}"):
            if f"*.{name}" in RULES and f"*.{name.partition('.')[2]}" in RULES:
                # `*.futurecms.at` makes ex.futurecms.at a suffix; tldextract overlooks it beside `*.ex.futurecms.at`
                assert SUFFIXES.split(name) == Suffix("", name, private=True, known=True)
            else:
                assert_like_the_oracle(name)


@given(
    st.lists(
        st.sampled_from([*"abc", "com", "co", "uk", "ck", "www", "io", "github", "kawasaki", "jp", "city", "zz"]),
        min_size=1,
    )
)
def test_any_name_splits_as_tldextract_does(labels: list[str]) -> None:
    assert_like_the_oracle(".".join(labels))
