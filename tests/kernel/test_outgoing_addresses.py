"""Addresses that must never be connected to, in all their spellings; the canary on loopback is never
touched."""

import ipaddress
from collections.abc import Iterator

import pytest

from tests.kernel.canary import Canary
from tuki.kernel.outgoing import (
    AllowList,
    HostPolicy,
    OutgoingFailed,
    OutgoingRefused,
    Reach,
    connect_allowed,
    fetch,
)
from tuki.kernel.outgoing.hosts import is_public


@pytest.fixture
def canary() -> Iterator[Canary]:
    with Canary().listening() as canary:
        yield canary


HOSTS = [
    "127.0.0.1",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "0",
    "0.0.0.0",
    "0.0.0.1",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0x7f.1",
    "017700000001",
    "0177.0.0.1",
    "0177.0.0.01",
    "00127.0.0.1",
    "127.0.0.1.",
    "127.0.0.0x1",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "a.localhost",
    "localhost.localdomain",
    "127。0。0。1",
    "１２７.0.0.1",
    "①②⑦.⓪.⓪.①",
    "ⓛocalhost",
    "10.0.0.1",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.254",
    "192.168.1.1",
    "169.254.169.254",
    "169.254.1",
    "100.64.0.1",
    "100.127.255.254",
    "192.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "192.88.99.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "[::]",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::127.0.0.1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:0:127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2002:c0a8:101::1]",
    "[2001:0:7f00:1::]",
    "[fe80::1]",
    "[fe80::1%25lo]",
    "[fec0::1]",
    "[fc00::1]",
    "[fd00::1]",
    "[ff02::1]",
    "[2001:db8::1]",
    "[100::1]",
    "[5f00::1]",
    "[3fff::1]",
    "[2a00:1450::5efe:7f00:1]",
    "4294967297",
    "127.0.0.1.1",
    "1.2.3",
    "256.1.1.1",
    "0x",
    "1.2.3.0x",
    "127.0.0.1%00.example",
    "-a.example",
    "a..b",
]


@pytest.mark.parametrize("host", HOSTS)
def test_no_spelling_of_a_forbidden_address_gets_through(host: str, canary: Canary) -> None:
    for port in (canary.port, 80):
        for url in (f"http://{host}:{port}/", f"https://{host}:{port}/"):
            # The port of the canary is permitted for all hosts, so that only the address can refuse.
            with pytest.raises(OutgoingRefused) as refused:
                fetch("GET", url, allow=AllowList(ports=frozenset({canary.port})), timeout=2)
            assert refused.value.code in {"host", "private_address"}
    assert canary.hits == 0


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("file:///etc/passwd", "scheme"),
        ("gopher://x.example/", "scheme"),
        ("ftp://x.example/", "scheme"),
        ("dict://x.example:80/", "scheme"),
        ("unix:/run/x.sock", "scheme"),
        ("jar:http://x.example!/", "scheme"),
        ("//x.example/", "scheme"),
        ("x.example", "scheme"),
        ("", "scheme"),
        ("http://u:p@x.example/", "userinfo"),
        ("http://x.example@127.0.0.1/", "userinfo"),
        ("http://@127.0.0.1/", "userinfo"),
        ("http://127.0.0.1:80@x.example/", "userinfo"),
        ("http://x.example\\@127.0.0.1/", "address"),
        ("http://x.example/ a", "address"),
        ("http://x.example\r\nHost: y/", "address"),
        ("http://x.example\t/", "address"),
        ("http:///path", "host"),
        ("http://", "host"),
        ("http:x.example", "host"),
        ("http://127.0.0.1#@x.example/", "private_address"),
        ("http://127.0.0.1?@x.example/", "private_address"),
        ("http://x.example:22/", "port"),
        ("http://x.example:25/", "port"),
        ("http://x.example:6379/", "port"),
        ("http://x.example:0/", "port"),
        ("http://x.example:99999/", "address"),
        ("http://x.example:abc/", "address"),
        ("http://[::1/", "address"),
        ("http://x%2eexample/", "host"),
        ("http://" + "a" * 9000, "address"),
    ],
)
def test_other_schemes_ports_and_shapes_are_refused(url: str, code: str) -> None:
    def resolver(host: str, port: int) -> list[str]:
        raise AssertionError(f"{host} must not be looked up")

    with pytest.raises(OutgoingRefused) as refused:
        fetch("GET", url, resolver=resolver)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "answers",
    [
        ["127.0.0.1"],
        ["93.184.216.34", "127.0.0.1"],
        ["10.0.0.1", "93.184.216.34"],
        ["::1"],
        ["2606:2800::1", "::ffff:127.0.0.1"],
        ["fe80::1%eth0"],
        ["169.254.169.254"],
        ["0.0.0.0"],
    ],
)
def test_a_name_with_one_forbidden_address_is_refused(answers: list[str], canary: Canary) -> None:
    ports = AllowList(ports=frozenset({canary.port}))
    with pytest.raises(OutgoingRefused) as refused:
        fetch("GET", f"http://x.example:{canary.port}/", resolver=lambda host, port: answers, allow=ports)
    assert refused.value.code == "private_address"
    assert canary.hits == 0


@pytest.mark.parametrize("answers", [[], ["nonsense"]])
def test_a_name_without_address_fails(answers: list[str]) -> None:
    with pytest.raises(OutgoingFailed) as failed:
        fetch("GET", "http://x.example/", resolver=lambda host, port: answers)
    assert failed.value.code == "dns"


def test_ordinary_addresses_are_public() -> None:
    for text in (
        "1.1.1.1",
        "93.184.216.34",
        "172.32.0.1",
        "100.128.0.1",
        "2606:4700::1111",
        "2a00:1450:4001::1",
    ):
        assert is_public(ipaddress.ip_address(text))


def test_addresses_are_given_in_order_after_one_look_up() -> None:
    asked = []

    def resolver(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return ["2606:4700::1111", "1.1.1.1"]

    assert HostPolicy().addresses("X.Example.", 443, resolver=resolver) == ["2606:4700::1111", "1.1.1.1"]
    assert asked == [("x.example", 443)]


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("1.1.1.1", True),
        ("127.0.0.1", True),
        ("192.168.1.5", True),
        ("fd00::5", True),
        ("169.254.169.254", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::ffff:127.0.0.1", False),
    ],
)
def test_mail_servers_may_stand_inside_but_not_at_metadata_addresses(address: str, allowed: bool) -> None:
    policy = HostPolicy(reach=Reach.PUBLIC_AND_INSIDE, ports=frozenset({143, 993}))
    assert connect_allowed("imap.example", 993, policy, resolver=lambda host, port: [address]) is allowed
    assert not connect_allowed("imap.example", 6379, policy, resolver=lambda host, port: [address])


def test_listed_reach_permits_only_what_is_listed() -> None:
    policy = HostPolicy(reach=Reach.LISTED, allow=AllowList.of("10.0.0.7:8000", "[::1]:9000", "hooks.example:443"))
    assert connect_allowed("10.0.0.7", 8000, policy)
    assert connect_allowed("::1", 9000, policy)
    assert connect_allowed("Hooks.example", 443, policy, resolver=lambda host, port: ["10.1.1.1"])
    assert not connect_allowed("10.0.0.7", 8001, policy)
    assert not connect_allowed("x.example", 443, policy, resolver=lambda host, port: ["1.1.1.1"])


@pytest.mark.parametrize("entry", ["x.example", "x.example:", "http://x.example:80", "u@x.example:80", "x:80/y"])
def test_wrong_entries_of_the_list_are_refused(entry: str) -> None:
    with pytest.raises((ValueError, OutgoingRefused)):
        AllowList.of(entry)
