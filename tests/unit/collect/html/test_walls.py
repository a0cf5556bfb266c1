import pytest

from screening.collect.html.markup import Markup, read
from screening.collect.html.walls import wall_of

PROSE = "We bake bread every morning and deliver it warm to your door in the old town. " * 40


@pytest.mark.parametrize(
    "text",
    ["Just a moment...", "Checking your browser before accessing", "Attention Required! | Cloudflare", "人机验证"],
)
def test_a_bot_wall_says_what_it_is(text: str) -> None:
    assert wall_of(Markup(title=text), 200, {}) == "bot-wall"
    assert wall_of(Markup(text=text + PROSE, length=len(text + PROSE)), 200, {}) == ""


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (403, {"cf-mitigated": "challenge"}),
        (200, {"cf-mitigated": "challenge"}),
        (202, {"x-amzn-waf-action": "challenge"}),
        (405, {"x-amzn-waf-action": "captcha"}),
        (403, {"x-sucuri-block": "BNP005"}),
        (403, {"x-datadome": "protected"}),
        (403, {"x-iinfo": "1-2-3"}),
        (403, {"server": "ddos-guard"}),
        (503, {"server": "DDoS-Guard"}),
        (403, {"server": "AkamaiGHost"}),
    ],
)
def test_a_bot_wall_shows_in_its_headers(status: int, headers: dict[str, str]) -> None:
    assert wall_of(read("<p>Sorry"), status, headers) == "bot-wall"


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (200, {"server": "ddos-guard"}),
        (200, {"server": "cloudflare", "x-iinfo": "1-2-3", "x-datadome": "protected"}),
        (404, {"server": "AkamaiGHost"}),
        (403, {"server": "nginx"}),
    ],
)
def test_who_guards_a_site_may_let_us_in(status: int, headers: dict[str, str]) -> None:
    assert wall_of(read("<p>Bread and rolls"), status, headers) == ""


CHALLENGES = [
    "<script>window._cf_chl_opt={}</script>",
    "<script src=https://challenges.cloudflare.com/turnstile/v0/api.js></script>",
    "<iframe src='/_Incapsula_Resource?SWUDNSAI=31'></iframe>",
    "<script src=https://ct.captcha-delivery.com/c.js></script>",
    "<script src=https://js.hcaptcha.com/1/api.js></script>",
    "<script src=https://a.b.token.awswaf.com/x/challenge.js></script>",
    "<script>document.cookie='a=1';location.reload();</script>",
    "<script>document.cookie = 'a=1'; window.location.href = window.location.href</script>",
    "<script>document.cookie='__test='+toHex(slowAES.decrypt(toNumbers('a')));location.href='/?i=1'</script>",
]


@pytest.mark.parametrize("challenge", CHALLENGES)
def test_a_challenge_with_hardly_any_text_is_a_wall(challenge: str) -> None:
    assert wall_of(read(f"<p>One second</p>{challenge}"), 200, {}) == "bot-wall"
    assert wall_of(read(f"<p>{PROSE}</p>{challenge}"), 200, {}) == ""


def test_a_form_with_a_captcha_is_no_wall() -> None:
    contact = "<nav><a href=/>Home</a></nav><form><textarea></textarea></form>"
    assert wall_of(read(contact + CHALLENGES[4]), 200, {}) == ""


def test_choosing_a_language_by_cookie_is_no_wall() -> None:
    page = read("<script>document.cookie='lang=en';location.href='/en/'</script>")
    assert (wall_of(page, 200, {}), page.refresh) == ("", "/en/")


@pytest.mark.parametrize(
    "text",
    [
        "Sorry, this service is not available in your country.",
        "Access from your country is not permitted",
        "Dieses Angebot ist in Ihrem Land nicht verfügbar",
        "Este sitio no está disponible en tu país",
        "Ce service n'est pas disponible dans votre pays",
        "Сервис недоступен в вашей стране",
        "Bu hizmet ülkenizde kullanılamıyor",
        "Layanan ini tidak tersedia di negara Anda",
        "お住まいの国ではご利用いただけません",
    ],
)
def test_a_page_for_other_countries_is_no_sight_of_the_site(text: str) -> None:
    assert wall_of(Markup(text=text, length=len(text)), 200, {}) == "geo-blocked"
    assert wall_of(Markup(text=text + PROSE, length=len(text + PROSE)), 200, {}) == ""
