"""What is accepted as a domain name, what is sent to a person, and what is refused with a reason."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from screening.collect.suffixes import BundledSuffixes
from screening.model.errors import NameRefusedError
from screening.model.names import Domain

SUFFIXES = BundledSuffixes()


def parse(raw: str) -> Domain:
    return Domain.parse(raw, SUFFIXES)


@pytest.mark.parametrize(
    ("raw", "ascii_name"),
    [
        ("example.com", "example.com"),
        ("Example.COM", "example.com"),
        ("example.com.", "example.com"),
        ("  example.com\r\n", "example.com"),
        ("https://Example.com", "example.com"),
        ("HTTP://example.com/", "example.com"),
        ("https://пример.рф/", "xn--e1afmkfd.xn--p1ai"),
        ("xn--E1AFMKFD.xn--p1ai", "xn--e1afmkfd.xn--p1ai"),
        ("faß.de", "xn--fa-hia.de"),  # non-transitional: not fass.de
        ("MÜNCHEN.de", "xn--mnchen-3ya.de"),
        ("mu\u0308nchen.de", "xn--mnchen-3ya.de"),  # decomposed
        ("例え。com", "xn--r8jz45g.com"),
        ("ｅｘａｍｐｌｅ．ｃｏｍ", "example.com"),
        ("exam\u00adple.com", "example.com"),  # a soft hyphen, as copied from a text
        ("_dmarc.example.com", "_dmarc.example.com"),
        ("_sip._tcp.foo_bar.example.co.uk", "_sip._tcp.foo_bar.example.co.uk"),
        ("a.b.c.d.e.f.g.h.i.j.k.l.m.example.org", "a.b.c.d.e.f.g.h.i.j.k.l.m.example.org"),
        ("1.com", "1.com"),
        ("a" * 63 + ".com", "a" * 63 + ".com"),
        (".".join(["a" * 61] * 4) + ".info", ".".join(["a" * 61] * 4) + ".info"),  # 252 characters
    ],
)
def test_an_ordinary_name_is_accepted_without_a_remark(raw: str, ascii_name: str) -> None:
    domain = parse(raw)
    assert domain.ascii == ascii_name
    assert domain.remarks == ()


@pytest.mark.parametrize(
    ("raw", "unicode", "code"),
    [
        ("💩.la", "💩.la", "idna-invalid"),
        ("xn--ls8h.la", "💩.la", "idna-invalid"),
        ("xn--zzzzzz999.com", "xn--zzzzzz999.com", "idna-invalid"),  # does not decode
        ("xn--.com", "xn--.com", "idna-invalid"),
        ("xn--a-ecp.com", "xn--a-ecp.com", "idna-invalid"),  # decodes to what UTS 46 would map to something else
        ("xn--abc-.com", "xn--abc-.com", "idna-invalid"),  # an A-label of pure ASCII
        ("a\u200db.com", "a\u200db.com", "idna-invalid"),  # a joiner out of context
        ("github.io", "github.io", "private-suffix"),
        ("2.0.192.in-addr.arpa", "2.0.192.in-addr.arpa", "reverse-zone"),
        ("0/25.2.0.192.in-addr.arpa", "0/25.2.0.192.in-addr.arpa", "reverse-zone"),
        ("8.b.d.0.1.0.0.2.ip6.arpa.", "8.b.d.0.1.0.0.2.ip6.arpa", "reverse-zone"),
        ("foo_bar.com", "foo_bar.com", "underscore"),
        ("-a.com", "-a.com", "hyphens"),
        ("a-.example.com", "a-.example.com", "hyphens"),
        ("r3---sn.example.com", "r3---sn.example.com", "hyphens"),
        ("foo.nosuchtld", "foo.nosuchtld", "unknown-suffix"),
    ],
)
def test_an_odd_name_is_accepted_for_a_person_to_look_at(raw: str, unicode: str, code: str) -> None:
    domain = parse(raw)
    assert domain.unicode == unicode
    assert code in {remark.code for remark in domain.remarks}


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "name-empty"),
        (" . ", "name-empty"),
        ("example..com", "empty-label"),
        (".example.com", "empty-label"),
        ("example.com..", "empty-label"),
        ("\u00ad.example.com", "empty-label"),  # nothing is left of the label
        ("localhost", "single-label"),
        ("com", "single-label"),
        ("*.example.com", "wildcard"),
        ("*", "wildcard"),
        ("https://example.com/path", "web-address"),
        ("https://user:pw@example.com", "web-address"),
        ("ftp://example.com", "web-address"),
        ("example.com/path", "web-address"),
        ("example.com?q=1", "web-address"),
        ("example.com#top", "web-address"),
        ("example.com:8080", "port"),
        ("user@example.com", "email-address"),
        ("192.0.2.1", "ip-address"),
        ("[2001:db8::1]", "ip-address"),
        ("::1", "ip-address"),
        ("https://127.0.0.1/", "ip-address"),
        ("0177.0.0.1", "ip-address"),
        ("0x7f.0x1", "ip-address"),
        ("2130706433", "ip-address"),
        ("①②⑦.0.0.1", "ip-address"),
        ("example com", "space"),
        ("example.com\nexample.org", "space"),
        ("example\u3000.com", "space"),
        ("exa\x00mple.com", "bad-character"),
        ("exa\x9fmple.com", "bad-character"),
        ("exa$mple.com", "bad-character"),
        ("a,b.com", "bad-character"),
        ("example\u202e.com", "bad-character"),  # right-to-left override
        ("\ud800.com", "bad-character"),
        ("a*.example.com", "bad-character"),
        ("co.uk", "public-suffix"),
        ("foo.ck", "public-suffix"),
        ("in-addr.arpa", "public-suffix"),
        ("рф.", "single-label"),
        ("foo.test", "reserved-suffix"),
        ("foo.local", "reserved-suffix"),
        ("foo.localhost", "reserved-suffix"),
        ("foo.onion", "reserved-suffix"),
        ("foo.internal", "reserved-suffix"),
        ("router.home.arpa", "reserved-suffix"),
        ("home.arpa", "reserved-suffix"),
        ("a" * 64 + ".com", "label-too-long"),
        ("ü" * 62 + ".de", "label-too-long"),  # short enough as typed, too long as an A-label
        ("ü" * 300 + ".de", "name-too-long"),
        (".".join(["a" * 49] * 5) + ".comx", "name-too-long"),  # 254 characters
        ("a" * 1001, "name-too-long"),
        ("example.com" + " " * 1000, "name-too-long"),
    ],
)
def test_what_is_not_a_domain_name_is_refused_with_a_reason(raw: str, code: str) -> None:
    with pytest.raises(NameRefusedError) as refusal:
        parse(raw)
    assert refusal.value.code == code
    assert str(refusal.value).endswith(".")


def test_the_registrable_name_and_the_suffix_are_told() -> None:
    domain = parse("www.Example.co.uk")
    assert (domain.registrable, domain.suffix, domain.private) == ("example.co.uk", "co.uk", False)


def test_a_name_under_a_private_suffix_is_its_own_registrable_name() -> None:
    domain = parse("foo.github.io")
    assert (domain.registrable, domain.suffix, domain.private) == ("foo.github.io", "github.io", True)
    assert domain.remarks == ()


def test_a_private_suffix_itself_stands_for_its_own_registrable_name() -> None:
    assert parse("github.io").registrable == "github.io"


def test_u_labels_are_told_for_people() -> None:
    assert parse("xn--mnchen-3ya.de").unicode == "münchen.de"


def test_a_forbidden_character_is_named_in_the_refusal() -> None:
    with pytest.raises(NameRefusedError, match=r"U\+0024"):
        parse("exa$mple.com")


HOSTILE = st.text(max_size=300) | st.text(
    alphabet="aB0-_./:@*\\ xn\u00e9\u3002\u00df\u200d\u0661\U0001f4a9\u05d0", max_size=80
)
PUNYCODE = st.builds("xn--{}.com".format, st.text(alphabet="abcxyz0123456789-", max_size=59))


@given(HOSTILE | PUNYCODE | st.builds("{}.com".format, HOSTILE))
@example("xn--\u00e9.com")
@example("ab--\u00e9.com")
@example("\u0301a.com")
@example("xn--a.xn--b-.com")
def test_any_text_is_refused_or_parses_to_a_name_that_parses_to_itself(raw: str) -> None:
    try:
        domain = parse(raw)
    except NameRefusedError:
        return
    assert domain.ascii.isascii()
    assert domain.ascii == domain.ascii.lower()
    assert len(domain.ascii) <= 253
    assert all(0 < len(label) <= 63 for label in domain.ascii.split("."))
    assert domain.ascii.endswith(domain.registrable)
    assert domain.registrable.endswith(domain.suffix)
    assert parse(domain.ascii) == domain


@given(
    st.from_regex(
        r"([a-z0-9]([a-z0-9-]{0,5}[a-z0-9])?\.){1,4}(com|co\.uk|ck|io|arpa|test|zz|github\.io)", fullmatch=True
    )
)
def test_a_trailing_dot_makes_no_difference(name: str) -> None:
    """The dot takes the long way, most plain names the short one."""
    try:
        expected = parse(name)
    except NameRefusedError as refusal:
        with pytest.raises(NameRefusedError, match=re.escape(str(refusal))):
            parse(f"{name}.")
    else:
        assert parse(f"{name}.") == expected
