import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.classify.folding import fold, is_edge, leet


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("CASINO Bonus", "casino bonus"),
        ("  two\n\t words ", "two words"),
        ("ＣＡＳＩＮＯ", "casino"),
        ("𝓬𝓪𝓼𝓲𝓷𝓸", "casino"),
        ("ᴄᴀꜱɪɴᴏ", "casino"),
        ("ca\u200bsi\u00adno", "casino"),
        ("c\u0336a\u0336sino", "casino"),
        ("ca\x00sino", "casino"),
        ("ca\ud800sino", "casino"),
        ("Kaçak BAHİS şans ıslak", "kacak bahis sans islak"),
        ("ĐÁNH BẠC cá cược", "danh bac ca cuoc"),
        ("l\u2019argent facile, Play\u2018n GO", "l'argent facile, play'n go"),
        ("Łódź Ørsted œuvre straße", "lodz orsted oeuvre strasse"),
        ("ставки на спорт, казино, ещё, й", "ставки на спорт, казино, еще, й"),
        ("Ελλάδα", "ελλάδα"),
        ("c\u0430sin\u043e", "casino"),
        ("p\u03bfker \u043e\u043d\u043e", "poker \u043e\u043d\u043e"),
        ("在线赌场", "在线赌场"),
        ("สล็อต", "สล็อต"),
        ("हिन्दी", "हिन्दी"),
        ("\u0643\u064e\u0627\u0632\u0650\u064a\u0646\u0648", "\u0643\u0627\u0632\u064a\u0646\u0648"),
        ("\u0643\u0640\u0640\u0627\u0632\u064a\u0646\u0648", "\u0643\u0627\u0632\u064a\u0646\u0648"),
        ("\u06a9\u0627\u0632\u06cc\u0646\u0648", "\u0643\u0627\u0632\u064a\u0646\u0648"),
        ("\u0623\u0631\u0628\u0627\u062d", "\u0627\u0631\u0628\u0627\u062d"),
        ("\u0665\u066b\u0662\u066a \u0969% \u0e54", "5.2% 3% 4"),
        ("बाज़ी पाँच", "बाजी पांच"),
        ("\u0e40\u0e40ตก", "แตก"),
        ("ｶｼﾞﾉ カシ\u3099ノ", "カジノ カジノ"),
        ("\u1100\u1161\u11a8", "\uac01"),
    ],
)
def test_what_reads_the_same_becomes_the_same(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [("हिंदी", "हंद"), ("बला", "बल"), ("เสือ", "เสอ"), ("ข้าว", "ขาว"), ("バリ", "ハリ"), ("がく", "かく"), ("ربّ", "رب ب")],
)
def test_words_of_other_scripts_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(alphabet="abcXYZ 019-.", max_size=40))
def test_ascii_text_folds_to_lower_case_with_single_spaces(text: str) -> None:
    assert fold(text) == " ".join(text.lower().split())


@given(st.text(max_size=60))
def test_folded_text_is_one_printable_line(text: str) -> None:
    folded = fold(text)
    assert folded.isprintable()
    folded.encode("utf-8")


@given(st.text(max_size=20), st.sampled_from("\u200b\u200d\u00ad\ufeff\u2060"))
def test_an_unseen_character_anywhere_changes_nothing_in_latin_text(text: str, unseen: str) -> None:
    latin = "".join(char for char in text if char.isascii())
    assert fold(unseen.join(latin)).replace(" ", "") == fold(latin).replace(" ", "")


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("c4sino", ("casino",)),
        ("cas1no", ("casino", "caslno")),
        ("b00bs", ("boobs",)),
        ("casin0.example", ("casino.example",)),
        ("casino888", ()),
        ("room2468", ()),
        ("4514", ()),
        ("plain", ()),
    ],
)
def test_digits_beside_letters_may_stand_for_letters(text: str, readings: tuple[str, ...]) -> None:
    assert leet(text) == readings


@pytest.mark.parametrize(
    ("text", "position", "edge"),
    [
        ("casino", 0, True),
        ("casino", 6, True),
        ("casinos", 6, False),
        ("casino88", 6, True),
        ("2018", 2, False),
        ("casino-x", 6, True),
        ("在线赌场", 2, True),
        ("x赌场", 1, True),
        ("казиноx", 6, False),
        ("हिन्दी", 1, False),
    ],
)
def test_words_end_where_the_script_shows_it(text: str, position: int, edge: bool) -> None:
    assert is_edge(text, position) is edge
