import pytest

from screening.collect.html.age_gate import age_gate_of
from screening.collect.html.markup import read
from screening.collect.html.page_kind import kind_of


@pytest.mark.parametrize(
    "text",
    [
        "Are you 18 or older? Yes No",
        "I’m over 18",
        "18+ ENTER",
        "¿Eres mayor de 18 años?",
        "Você tem mais de 18 anos?",
        "Bist du volljährig?",
        "Avez-vous plus de 18 ans ?",
        "Hai più di 18 anni?",
        "18 yaşından büyük müsünüz?",
        "Да, мне есть 18 лет",
        "Apakah Anda berusia 18 tahun atau lebih?",
        "Bạn đã đủ 18 tuổi chưa?",
        "คุณอายุ 18 ปีขึ้นไปหรือไม่",
        "您是否已满18岁？",
        "あなたは18歳以上ですか？",
        "18세 이상입니까?",
        "هل أنت فوق 18 عامًا؟",
        "क्या आप 18 वर्ष से अधिक हैं?",
    ],
)
def test_a_page_that_asks_for_the_visitor_s_age_is_known(text: str) -> None:
    page = read(f"<h1>Welcome</h1><p>{text}</p><script src=/gate.js></script>")
    assert page.age_gate
    assert page.age_gate == age_gate_of(text)
    assert kind_of(page) == "content"


@pytest.mark.parametrize("text", ["You must be 18 to buy wine. 18+", "Our bakery turned 18", "Über 18 Sorten Brot"])
def test_being_for_adults_is_not_asking(text: str) -> None:
    assert age_gate_of(text) == ""
