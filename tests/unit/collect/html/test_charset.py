import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.collect.html.charset import decode

GREEK = "Καλημέρα κόσμε, αυτό είναι ένα κείμενο"


@pytest.mark.parametrize(
    ("text", "codec", "header"),
    [
        ("Привет, казино", "cp1251", "text/html; charset=windows-1251"),
        ("Привет, казино", "koi8-r", 'text/html;charset="KOI8-R"'),
        ("澳门赌场", "gb18030", "text/html; charset=gb2312"),
        ("澳門賭場", "big5", "text/html; charset=Big5"),
        ("カジノへようこそ", "cp932", "text/html; charset=Shift_JIS"),
        ("カジノへようこそ", "iso2022-jp", "text/html; charset=iso-2022-jp"),
        ("카지노 환영", "euc-kr", "text/html; charset=EUC-KR"),
        ("คาสิโน", "cp874", "text/html; charset=tis-620"),
        ("café “naïf”", "cp1252", "text/html; charset=ISO-8859-1"),
        (GREEK, "utf-8", "text/html; charset=utf-8"),
        (GREEK, "utf-8", ""),
    ],
)
def test_a_declared_charset_is_read(text: str, codec: str, header: str) -> None:
    assert decode(text.encode(codec), header) == text


def test_a_byte_order_mark_beats_every_declaration() -> None:
    body = codecs.BOM_UTF8 + f"<meta charset=windows-1251>{GREEK}".encode()
    assert decode(body, "text/html; charset=big5").endswith(GREEK)


@pytest.mark.parametrize("meta", ['<meta charset="windows-1253">', "<meta content='text/html; charset = iso-8859-7'>"])
def test_the_page_declares_its_charset_where_the_header_does_not(meta: str) -> None:
    assert decode((meta + GREEK).encode("iso8859-7"), "text/html").endswith("αυτό είναι ένα κείμενο")


def test_case_51_the_header_wins_over_a_conflicting_meta() -> None:
    assert decode(b"<meta charset=koi8-r>" + "казино".encode("cp1251"), "text/html; charset=cp1251").endswith("казино")


def test_a_header_that_wrongly_claims_utf_8_gives_way_to_the_page() -> None:
    body = b"<meta charset=windows-1251>" + "казино".encode("cp1251")
    assert decode(body, "text/html; charset=UTF-8").endswith("казино")


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_case_51_utf_16_without_a_mark_is_seen(codec: str) -> None:
    assert decode("<title>Casino royal</title>".encode(codec)) == "<title>Casino royal</title>"


@pytest.mark.parametrize(
    "label", ["utf-7", "idna", "zip", "rot13", "hex", "punycode", "unicode_escape", "..\\", "../../x", "\x00", "mbcs"]
)
def test_case_51_a_label_that_is_no_charset_of_the_web_is_never_looked_up(label: str) -> None:
    looked_up: list[str] = []

    def spy(name: str) -> None:
        looked_up.append(name)

    codecs.register(spy)
    try:
        body = f"<meta charset='{label}'>{GREEK}".encode()
        assert decode(body, f"text/html; charset={label}").endswith(GREEK)
    finally:
        codecs.unregister(spy)
    assert looked_up == []


def test_utf_7_stays_what_it_is() -> None:
    assert decode(b"+ADw-script+AD4-", "text/html; charset=utf-7") == "+ADw-script+AD4-"


def test_a_page_cut_inside_a_character_loses_only_that() -> None:
    assert decode(GREEK.encode()[:-1]) == GREEK[:-1]


def test_a_little_rubbish_does_not_turn_utf_8_into_latin() -> None:
    assert decode((GREEK * 5).encode() + b"\xff", "text/html; charset=utf-8") == GREEK * 5 + "\ufffd"


def test_undeclared_bytes_that_are_not_utf_8_are_western() -> None:
    assert decode("déjà vu à la fête".encode("cp1252")) == "déjà vu à la fête"


@given(st.binary(max_size=300), st.text(max_size=60))
def test_no_bytes_and_no_header_break_it(body: bytes, header: str) -> None:
    assert len(decode(body, header)) <= len(body)


@given(st.sampled_from(["utf-16", "iso-2022-jp", "gb18030", "big5", "euc-jp", "sjis"]), st.binary(max_size=300))
def test_no_bytes_break_a_wide_charset(label: str, body: bytes) -> None:
    decode(body, f"text/html; charset={label}").encode("utf-8")  # no surrogates
