import pytest

from screening.collect.web.addresses import refused_kind


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "93.184.216.34", "100.63.255.255", "100.128.0.0",
        "126.255.255.255", "128.0.0.0", "168.63.129.15", "168.63.129.17", "169.253.255.255", "169.255.0.0",
        "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
        "223.255.255.255", "2001:200::1", "2001:4860:4860::8888", "2003::1", "2606:4700::6810:84e5", "2a00:1450::1",
    ],
)  # fmt: skip
def test_a_public_address_is_not_refused(address: str) -> None:
    assert refused_kind(address) == ""


@pytest.mark.parametrize(
    ("kind", "addresses"),
    [
        pytest.param("loopback", "127.0.0.1 127.9.9.9 127.255.255.255", id="case_01"),
        pytest.param("reserved", "0.0.0.0 0.1.2.3", id="case_02"),
        pytest.param(
            "private", "10.0.0.0 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 192.168.255.255", id="case_03"
        ),
        pytest.param("link-local", "169.254.169.254 169.254.0.23", id="case_04"),
        pytest.param("private", "100.64.0.1 100.127.255.255 100.100.100.200", id="case_05"),
        pytest.param("private", "168.63.129.16", id="case_06"),
        pytest.param(
            "reserved", "192.0.0.192 192.0.2.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 192.88.99.1",
            id="case_07",
        ),
        pytest.param("multicast", "224.0.0.1 239.255.255.255", id="case_08_multicast"),
        pytest.param("reserved", "240.0.0.1 255.255.255.255", id="case_08_reserved"),
        pytest.param("loopback", "::1 0:0:0:0:0:0:0:1", id="case_09_loopback"),
        pytest.param("reserved", "::", id="case_09_unspecified"),
        pytest.param("loopback", "::ffff:127.0.0.1 ::ffff:7f00:1", id="case_10_loopback"),
        pytest.param("link-local", "::ffff:169.254.169.254", id="case_10_metadata"),
        pytest.param("reserved", "::ffff:93.184.216.34", id="case_10_public"),
        pytest.param("reserved", "::127.0.0.1 ::ffff:0:127.0.0.1", id="case_11"),
        pytest.param("reserved", "64:ff9b::a9fe:a9fe 64:ff9b::808:808 64:ff9b:1::a00:1", id="case_12"),
        pytest.param("reserved", "2002:7f00:1:: 2002:808:808::1 2001:0:4136:e378::1 2001:10::1", id="case_13"),
        pytest.param("private", "fc00::1 fd00:ec2::254 fec0::1", id="case_14_private"),
        pytest.param("link-local", "fe80::1 fe80::1%lo fe80::1%25lo", id="case_14_link_local"),
        pytest.param("reserved", "2a00:1450::1%lo", id="case_14_zone"),
        pytest.param("multicast", "ff02::1", id="case_14_multicast"),
        pytest.param(
            "reserved", "2001:db8::1 3fff::1 3ffe::1 5f00::1 100::1 4000::1 1fff::1 e000::1", id="case_15"
        ),
    ],
)  # fmt: skip
def test_whatever_is_not_public_is_refused_by_kind(kind: str, addresses: str) -> None:
    assert {address: refused_kind(address) for address in addresses.split()} == dict.fromkeys(addresses.split(), kind)


@pytest.mark.parametrize("text", ["", "localhost", "127.1", "0x7f.0.0.1", "0177.0.0.1", "1.2.3.4/32", "[2a00::1]", "1"])
def test_text_that_is_no_address_is_refused(text: str) -> None:
    assert refused_kind(text) == "reserved"
