from screening.collect.html.markup import read

PAGE = """<a href=https://shop.example/x>1</a><a href=//m.example/>2</a><form action=https://pay.example/p></form>
<iframe src=https://frame.example/></iframe><script src=//code.example/a.js></script><img src=https://pics.example/a.png>
<video src=https://film.example/a.mp4></video><link rel=stylesheet href=https://style.example/a.css>
<link rel=preconnect href=https://hint.example><script src=https://static.shop.example/a.js></script>
<img src='data:image/png;base64,//x.example/'><a href=mailto:a@mail.example>3</a>"""


def test_outbound_hosts_are_told_by_the_kind_of_element_that_has_them() -> None:
    assert read(PAGE, "www.shop.example").outbound == [
        "link m.example", "form pay.example", "frame frame.example", "script code.example", "image pics.example",
        "media film.example", "style style.example", "hint hint.example",
    ]  # fmt: skip


def test_one_host_may_be_of_several_kinds() -> None:
    page = read("<img src=//a.example/1><img src=//a.example/2><script src=//a.example/3></script>")
    assert page.outbound == ["image a.example", "script a.example"]
    assert page.host == ["a.example"]


def test_the_icon_is_the_first_that_is_an_address() -> None:
    page = read(
        "<link rel=apple-touch-icon href=/touch.png><link rel=icon href='data:image/png,'>"
        "<link rel='Shortcut ICON' href=/a.ico><link rel=icon href=/b.ico>"
    )
    assert page.icon == "/a.ico"
    assert read("<p>none").icon == ""


def test_a_page_of_a_million_links_tells_some() -> None:
    page = read("".join(f"<a href=//h{n}.example/{n}>" for n in range(10_000)))
    assert len(page.outbound) == len(page.host) == 200
