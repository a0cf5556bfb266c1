import pytest

from screening.collect.html.markup import read
from screening.collect.html.scripts import fingerprint

CODE = "var visits = {count}; start('{host}', '{nonce}'); function start(a, b) {{ return a + b; }}"


def test_scripts_are_told_by_host_and_file() -> None:
    page = read("<script src=//code.example/lib/jquery.js?v=3></script><script src=/js/app.min.js#x></script>")
    assert page.script == ["code.example/jquery.js", "/app.min.js"]


def test_copies_of_one_script_have_one_fingerprint() -> None:
    here = CODE.format(count=1, host="shop.example", nonce="a81bc81bde")
    there = CODE.format(count=204, host="other.example", nonce="7f00ffe1c2").replace(" ", "\n\t ")
    assert fingerprint(here, "shop.example") == fingerprint(there, "other.example")
    assert fingerprint(here, "shop.example") != fingerprint(here.replace("return", "throw"), "shop.example")
    assert read(f"<script>{here}</script>", "www.shop.example").script == [
        f"inline:{fingerprint(here, 'shop.example')}"
    ]


def test_a_script_that_everybody_has_tells_nothing() -> None:
    assert fingerprint("document.documentElement.className='js'", "") == ""


@pytest.mark.parametrize("kind", ["application/ld+json", "text/template", "application/json"])
def test_what_is_not_run_is_no_script(kind: str) -> None:
    assert read(f"<script type={kind}>{CODE} UA-12345-1</script>").script == []


@pytest.mark.parametrize(
    ("account", "page"),
    [
        ("ga:UA-12345678-2", "<script>ga('create', 'UA-12345678-2', 'auto')</script>"),
        ("ga:G-1A2B3C4D5E", "<script src='https://www.googletagmanager.com/gtag/js?id=G-1A2B3C4D5E'></script>"),
        ("gtm:GTM-ABC123", "<script>x('dataLayer','GTM-ABC123')</script>"),
        ("google-ads:AW-123456789", "<script>gtag('config', 'AW-123456789')</script>"),
        ("adsense:pub-1234567890123456", "<script src='//ads.example/?client=ca-pub-1234567890123456'></script>"),
        ("yandex-metrika:12345678", "<script>ym(12345678, 'init', {})</script>"),
        ("yandex-metrika:12345678", "<img src=https://mc.yandex.ru/watch/12345678>"),
        ("facebook:1234567890", "<script>fbq('init', '1234567890')</script>"),
        ("hotjar:123456", "<script>h._hjSettings={hjid:123456,hjsv:6}</script>"),
        ("baidu:" + "a1" * 16, "<script src=https://hm.baidu.com/hm.js?" + "a1" * 16 + "></script>"),
        ("tawk:" + "a1" * 12, "<script>s.src='https://embed.tawk.to/" + "a1" * 12 + "/default'</script>"),
        ("partner:btag=a_1b_2", "<a href='https://casino.example/?btag=a_1b_2&x=1'>Play</a>"),
    ],
)
def test_accounts_are_marks_of_their_owner(account: str, page: str) -> None:
    assert account in read(page, "shop.example").script


@pytest.mark.parametrize(
    "page",
    [
        "<p>UA-12345678-2",
        "<a href='/?btag=abc'>",
        "<script>G-STRINGS</script>",
        "<script>'GTM-' + x; 'UA-1-1'</script>",
    ],
)
def test_what_only_looks_like_an_account_is_none(page: str) -> None:
    assert [mark for mark in read(page, "shop.example").script if ":" in mark] == []


def test_many_scripts_are_bounded() -> None:
    page = read("".join(f"<script>{CODE}{'abc' * n}</script><script src=/{'x' * 500}{n}></script>" for n in range(300)))
    assert len(page.script) <= 200
    assert max(map(len, page.script)) <= 120
