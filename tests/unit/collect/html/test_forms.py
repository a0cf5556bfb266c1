import pytest

from screening.collect.html.forms import form_facts
from screening.collect.html.markup import read


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ("<form><input name=user><input type=password></form>", "login get own password,text"),
        ("<form method=POST><input type=email><input type=password></form>", "login post own password,email"),
        ("<form class=register-form><input type=email><input type=password></form>", "signup get own password,email"),
        ("<form><input type=password><input type=password></form>", "signup get own password"),
        ("<form action=/sign-up><input name=phone></form>", "signup get own tel"),
        ("<form><input autocomplete=cc-number><input name=cvv></form>", "payment get own card"),
        ("<form method=post><input type=number name=deposit_amount></form>", "payment post own amount"),
        (
            "<form action=https://www.paypal.com/cgi-bin/webscr><input type=hidden></form>",
            "payment get www.paypal.com ",
        ),
        ("<form role=search><input></form>", "search get own text"),
        ("<form><input name=q></form>", "search get own search"),
        ("<form><input type=email><textarea></textarea></form>", "contact get own email,area"),
        ("<form><input type=file></form>", "other get own file"),
        (
            "<form action=//list.example/add><input type=email><input type=submit></form>",
            "other get list.example email",
        ),
        ("<form action=https://shop.example/in><input type=password></form>", "login get own password"),
    ],
)
def test_forms_are_told_apart(form: str, told: str) -> None:
    page = read(form, "shop.example")
    assert page.form == [told.strip()]
    assert page.forms == 1


def test_a_password_asked_for_outside_of_any_form_is_a_form_too() -> None:
    page = read("<input type=password><form><input name=q></form><input name=note>")
    assert page.form == ["search get own search", "login get own password,text"]
    assert page.forms == 1


def test_equal_forms_are_told_once_and_counted() -> None:
    page = read("<form><input name=q></form>" * 30)
    assert (page.form, page.forms) == (["search get own search"], 30)


def test_ten_forms_are_told_at_most() -> None:
    assert len(read("".join(f"<form action=//h{n}.example></form>" for n in range(100))).form) == 10


def test_forms_as_facts() -> None:
    assert form_facts(["login post own password,email", "other get list.example"]) == [
        {"kind": "login", "method": "post", "host": "own", "outbound": False, "fields": ["password", "email"]},
        {"kind": "other", "method": "get", "host": "list.example", "outbound": True, "fields": []},
    ]


@pytest.mark.parametrize(
    "entry", ["", "login", "phish post own password", "login put own password", "login post a b c", "login post own P"]
)
def test_what_the_reader_of_forms_would_not_write_is_no_fact(entry: str) -> None:
    assert form_facts([entry]) == []
