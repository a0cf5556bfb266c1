import pytest

from screening.collect.html.markup import read
from screening.collect.html.technology import names_of, of_headers


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("wordpress", "<link rel=stylesheet href=/wp-content/themes/a/style.css>"),
        ("wordpress", "<meta name=generator content='WordPress 6.4'>"),
        ("shopify", "<script src=https://cdn.shopify.com/s/a.js></script>"),
        ("tilda", "<img src=https://static.tildacdn.com/a.png>"),
        ("gold-coders", "<a href='?a=signup'>Join</a>"),
        ("hyiplab", "<link rel=stylesheet href=/assets/templates/bit_gold/css/main.css>"),
        ("softswiss", "<script src=https://cdn.softswiss.net/a.js></script>"),
        ("joomla", "<meta name=generator content='Joomla! - Open Source Content Management'>"),
    ],
)
def test_software_is_known_by_its_marks(name: str, page: str) -> None:
    assert names_of(read(page, "shop.example").technology) == [name]


@pytest.mark.parametrize(
    "page",
    ["<p>/wp-content/ and WordPress", "<a href=https://blog.example/wp-content/x>", "<img src='data:,/wp-content/'>"],
)
def test_what_a_page_speaks_of_or_links_to_is_not_what_it_is_made_with(page: str) -> None:
    assert read(page, "shop.example").technology == []


def test_a_generator_is_kept_as_it_is_written() -> None:
    page = read("<meta name=generator content='Own CMS 3.1'>")
    assert page.technology == ["generator: Own CMS 3.1"]
    assert names_of(page.technology) == []


def test_headers_and_names_of_cookies_tell_too() -> None:
    headers = {
        "server": "nginx/1.25",
        "x-powered-by": "PHP/8.2",
        "x-shopid": "7",
        "set-cookie": "laravel_session=nginx; expires=Wed, 21 Oct 2026 07:28:00 GMT; path=/, ci_session=a",
    }
    told = of_headers(headers)
    assert names_of(told) == ["codeigniter", "laravel", "nginx", "php", "shopify"]
    assert "server: nginx/1.25" in told
    assert not any("expires" in entry for entry in told)


def test_what_a_header_says_in_the_middle_is_not_the_header() -> None:
    assert names_of(of_headers({"via": "server: nginx", "x-note": "x-powered-by: php"})) == []


def test_values_of_cookies_are_not_kept() -> None:
    assert of_headers({"set-cookie": "PHPSESSID=secret"}) == ["php"]
