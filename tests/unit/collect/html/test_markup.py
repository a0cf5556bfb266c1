import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.collect.html.markup import TEXT_CAP, read


def test_a_page_is_read_field_by_field() -> None:
    page = read(
        """<!doctype html><html lang="en-GB"><head><title> Royal \n Casino </title>
        <meta name="Description" content="Play now"><meta property="og:title" content="Royal">
        <meta name="viewport" content="width=device-width"></head>
        <body><h1>Welcome <em>bonus</em></h1><p>Spin &amp; win</p><a href="https://partner.example/x">Join us</a>
        <img src="//cdn.example/a.png" alt="Slot machine"></body></html>"""
    )
    assert (page.title, page.lang) == ("Royal Casino", "en-gb")
    assert page.meta == ["Play now", "Royal"]
    assert page.heading == ["Welcome bonus"]
    assert page.anchor == ["Join us"]
    assert page.alt == ["Slot machine"]
    assert page.host == ["partner.example", "cdn.example"]
    assert page.text == "Welcome bonus Spin & win Join us"
    assert page.length == len(page.text)


@pytest.mark.parametrize(
    "markup",
    [
        "<div style='color:red; DISPLAY : none'>casino</div>",
        "<div style='visibility:hidden'>casino</div>",
        "<div hidden><p><b>casino</b></p></div>",
        "<script>casino</script>",
        "<style>casino</style>",
        "<template>casino</template>",
        "<!-- casino -->",
        "<div hidden><h1>casino</h1><a href=/>casino</a><img alt=casino></div>",
        "<input type=hidden value=casino>",
    ],
)
def test_hidden_text_is_not_visible_text(markup: str) -> None:
    page = read(f"<body>before {markup} after")
    assert page.text == "before after"
    assert page.heading + page.anchor + page.alt == []


def test_hidden_text_is_counted() -> None:
    assert read("<p hidden>1234567890</p>").hidden == 10


def test_a_hidden_body_is_read_all_the_same() -> None:
    assert read("<body style='display:none'>casino").text == "casino"  # shown later by a script


def test_noscript_is_read() -> None:
    assert read("<noscript>casino</noscript>").text == "casino"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("ca<b>si</b>no", "casino"),
        ("<i>c</i><span>a</span>sino", "casino"),
        ("ca\u200bs&#8203;ino", "casino"),
        ("ca<!-- x -->sino", "casino"),
        ("<li>slots</li><li>poker</li>", "slots poker"),
        ("<a href=/>slots</a><a href=/>poker</a>", "slots poker"),
        ("<span>Home</span><span>About</span>", "Home About"),
        ("one<br>two", "one two"),
    ],
)
def test_words_are_kept_whole_and_apart(markup: str, text: str) -> None:
    assert read(markup).text == text


@pytest.mark.parametrize(
    "markup",
    [
        '<meta name="RATING" content="adult">',
        '<meta http-equiv="PICS-Label" content="adult">',
        '<meta name="Voluntary Content Rating" content="adult">',
        '<meta name="age-de-meta-label" content="adult">',
    ],
)
def test_rating_labels_are_kept_apart(markup: str) -> None:
    page = read(markup)
    assert page.label == ["adult"]
    assert page.meta == []


def test_the_label_of_the_rta_is_found_wherever_it_stands() -> None:
    label = "RTA-5042-1996-1400-1577-RTA"
    assert read(f"<!-- {label} -->").label == [label]
    assert read(f"<meta name=rating content={label}>").label == [label]


def test_outbound_hosts_leave_out_the_page_s_own() -> None:
    page = read(
        "<a href=/in>a</a><a href=https://www.shop.example/>b</a><script src=//cdn.shop.example/x></script>"
        "<form action='HTTPS://user:pw@Pay.Example:8443/x'></form><iframe src='http:\\\\frame.example\\'></iframe>"
        "<a href='mailto:a@b.example'>c</a><a href=//notshop.example>d</a>",
        "www.shop.example",
    )
    assert page.host == ["pay.example", "frame.example", "notshop.example"]


@pytest.mark.parametrize(
    ("markup", "target"),
    [
        ("<meta http-equiv=refresh content='0; url=https://a.example/x'>", "https://a.example/x"),
        ("<meta http-equiv=Refresh content=\"5;URL='/next'\">", "/next"),
        ("<meta http-equiv=refresh content=30>", ""),
        ("<script>window.location = 'https://a.example/'</script>", "https://a.example/"),
        ('<script>location.replace("/en/")</script>', "/en/"),
        ("<script>top.location.href='/x'</script>", "/x"),
        ("<script>if (location == '/a') {}</script>", ""),
        ("<script>location='/a'</script><script>location='/b'</script>", ""),
        ("<script>location='/a'</script>" + "much to read " * 40, ""),
        ("<iframe src=https://masked.example/></iframe>", "https://masked.example/"),
        ("<frameset><frame src=https://masked.example/></frameset>", "https://masked.example/"),
        ("<p>" + "much to read " * 40 + "</p><iframe src=https://ads.example/></iframe>", ""),
    ],
)
def test_case_30_a_page_that_passes_visitors_on_tells_where(markup: str, target: str) -> None:
    assert read(markup).refresh == target


def test_every_field_is_bounded() -> None:
    many = "".join(f"<h2>{n}{'h' * 400}</h2><a href=//h{n}.example>{n}</a><img alt={n}>" for n in range(1_000))
    page = read(f"<title>{'t' * 1_000_000}</title>{many}{'word ' * 30_000}")
    assert len(page.title) == 300
    for field in (page.heading, page.anchor, page.alt, page.host):
        assert len(field) == 200
        assert max(map(len, field)) <= 300
    assert len(page.text) <= TEXT_CAP
    assert page.length > TEXT_CAP


def test_ten_thousand_nested_headings_cost_no_more_than_their_text() -> None:
    assert read("<h1>a<h1>" * 2_000 + "<a href=/>b" * 2_000).text.startswith("a a a")


@given(st.text(alphabet=st.sampled_from(list("<>/ab='\" !-[]&#x;01\x00é中\u202e")), max_size=400))
def test_no_markup_breaks_the_reader(markup: str) -> None:
    page = read(markup)
    assert "\u202e" not in page.text
    assert len(page.text) <= len(markup)
