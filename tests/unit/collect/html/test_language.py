import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.collect.html.language import language_of

BAKERY = {
    "en": "Welcome to our bakery, we bake bread every morning.",
    "es": "Bienvenido a nuestra panadería, horneamos pan cada mañana.",
    "pt": "Bem-vindo à nossa padaria, assamos pão todas as manhãs.",
    "de": "Willkommen in unserer Bäckerei, wir backen jeden Morgen Brot.",
    "fr": "Bienvenue dans notre boulangerie, nous faisons du pain chaque matin.",
    "it": "Benvenuti nel nostro panificio, facciamo il pane ogni mattina.",
    "tr": "Fırınımıza hoş geldiniz, her sabah ekmek yapıyoruz.",
    "ru": "Добро пожаловать в нашу пекарню, мы печём хлеб каждое утро.",
    "id": "Selamat datang di toko roti kami, kami membuat roti setiap pagi.",
    "vi": "Chào mừng bạn đến với tiệm bánh của chúng tôi, chúng tôi nướng bánh mỗi sáng.",
    "th": "ยินดีต้อนรับสู่ร้านเบเกอรี่ของเรา เราอบขนมปังทุกเช้า",
    "zh": "欢迎光临我们的面包店，我们每天早上烤面包。",
    "zh-Hant": "歡迎光臨我們的麵包店，我們每天早上都會烤新鮮的麵包，請來參觀。",
    "ja": "私たちのパン屋へようこそ。毎朝パンを焼いています。",
    "ko": "저희 빵집에 오신 것을 환영합니다. 매일 아침 빵을 굽습니다.",
    "ar": "مرحبا بكم في مخبزنا، نخبز الخبز كل صباح.",
    "hi": "हमारी बेकरी में आपका स्वागत है, हम हर सुबह रोटी बनाते हैं।",
    "uk": "Ласкаво просимо до нашої пекарні, ми печемо хліб щоранку.",
    "he": "ברוכים הבאים למאפייה שלנו, אנחנו אופים לחם כל בוקר.",
}


@pytest.mark.parametrize("language", sorted(BAKERY))
def test_a_text_tells_its_language(language: str) -> None:
    assert language_of(BAKERY[language]) == language


@pytest.mark.parametrize("text", ["", "OK", "123 456", "🎰🎰🎰", "xk qz vv jw", "+1 555 0100"])
def test_what_could_be_any_language_is_none(text: str) -> None:
    assert language_of(text) == ""


def test_only_the_beginning_of_a_long_text_is_looked_at() -> None:
    assert language_of(BAKERY["en"] * 100 + BAKERY["ru"] * 1_000) == "en"


@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    assert len(language_of(text)) in {0, 2, 7}


@pytest.mark.parametrize("odd", ["\x00", "\x85", "\ud800", "\ufdd0", "\ufffe", "\U0010ffff"])
def test_what_is_no_character_does_not_count(odd: str) -> None:
    assert language_of(odd + BAKERY["de"].replace(" ", f" {odd}")) == "de"
