import pytest

from screening.collect.html.roles import ROLES, known_as


@pytest.mark.parametrize(
    ("host", "role"),
    [
        ("paypal.com", ("payment", "paypal.com")),
        ("www.paypal.com", ("payment", "paypal.com")),
        ("a.b.c.d.doubleclick.net", ("ad-network", "doubleclick.net")),
        ("play.google.com", ("app-store", "play.google.com")),
        ("google.com", ("", "")),
        ("notpaypal.com", ("", "")),
        ("paypal.com.evil.example", ("", "")),
        ("com", ("", "")),
        ("", ("", "")),
    ],
)
def test_a_host_is_known_by_the_name_that_it_lies_below(host: str, role: tuple[str, str]) -> None:
    assert known_as(host) == role


def test_every_name_of_the_table_is_found() -> None:
    for role, names in ROLES.items():
        for name in names.replace("\n", "; ").split("; "):
            if name:
                assert known_as(f"www.{name}") == (role, name)
