"""Whether our own way to the DNS works, asked when a look could not see something: else the fault is the customer's."""

from collections.abc import Callable

from screening.collect.resolver import LookupFailedError, Resolver


class Uplink:
    """Asks what always has an answer."""

    def __init__(self, resolver: Resolver, allowed: Callable[[str], str], port: int = 53) -> None:
        """Choose whom to ask; nothing is sent yet.

        Args:
            resolver: the product's own.
            allowed: why an address may not be contacted, "" where it may.
            port: of nameservers.
        """
        self._resolver = resolver
        self._allowed = allowed
        self._port = port

    def why_down(self) -> str:
        """Say why we cannot look at anything, as a kebab-case cause; "" where we can."""
        try:
            answer = self._resolver.query(".", "NS")
        except LookupFailedError as failed:
            return f"resolver:{failed.cause}"
        return "" if answer.records else "resolver:no-root"
