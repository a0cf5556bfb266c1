"""The only place that knows both ports and adapters: joins them into a house that every door is given."""

import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from screening.classify.rule import RuleSet
from screening.collect.dns import DnsCollector
from screening.collect.feeds.collector import FeedsCollector
from screening.collect.feeds.shelf import FeedShelf
from screening.collect.feeds.source import LIMITS as FEED_LIMITS
from screening.collect.feeds.source import Source
from screening.collect.feeds.sync import FeedSync
from screening.collect.guard import Denied, Guard, Manners
from screening.collect.html.parser_pool import ParserPool
from screening.collect.name import NameCollector
from screening.collect.page import PageCollector
from screening.collect.rdap.bootstrap import Bootstrap
from screening.collect.rdap.collector import RdapCollector
from screening.collect.resolver import Resolver
from screening.collect.suffixes import BundledSuffixes
from screening.collect.uplink import Uplink
from screening.collect.vantage import VantageCollector
from screening.collect.web.leash import LIMITS, Limits
from screening.collect.web.turns import LocalTurns
from screening.collect.zone import ZoneCollector
from screening.dispatch.queue import RqHints, connect
from screening.dispatch.turns import Pace, RedisTurns
from screening.model.names import Domain
from screening.model.policy import Policy
from screening.ports import Clock, Collector
from screening.provision.webhook import Webhook
from screening.services.screen import Lookout
from screening.settings import Settings, load_settings
from screening.store.memory import Memory
from screening.store.rules_folder import RuleShelf, default_rules_folder
from screening.store.subscriptions import Subscriptions

_log = logging.getLogger(__name__)

_TURNS_TIMEOUT = 0.25  # seconds; a fetch waits for it
_TURNS_SLACK = 5.0  # seconds that a fetch's turn is kept for it past its deadline


def system_clock() -> datetime:
    """The time, UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class House:
    """Everything a door may use. Parts are made when first asked for; nothing connects before.

    Args:
        settings: as read once.
        clock: the time; a test may pass its own.
    """

    settings: Settings
    clock: Clock = system_clock

    @cached_property
    def memory(self) -> Memory:
        """The store."""
        return Memory(self.settings.database)

    @cached_property
    def suffixes(self) -> BundledSuffixes:
        """The Public Suffix List."""
        return BundledSuffixes()

    @cached_property
    def shelf(self) -> RuleShelf:
        """The rule folder; falls back on the last good one in the store where the folder is broken at start."""
        folder = Path(self.settings.rules) if self.settings.rules else default_rules_folder()
        shelf = RuleShelf(folder)
        if shelf.current() is None:
            with suppress(SQLAlchemyError), self.memory.read() as unit:  # without a database nothing was ever good
                shelf = RuleShelf(folder, last_good=unit.rulesets.newest())
        return shelf

    def rules(self) -> RuleSet | None:
        """The rule set in force."""
        return self.shelf.current()

    def policy(self) -> Policy:
        """The policy in force, fitted to what the host has configured."""
        rules = self.rules()
        policy = rules.policy if rules else Policy(categories={})
        if self.settings.nameservers:
            return policy
        return replace(policy, delegation=False, mandatory=tuple(m for m in policy.mandatory if m != "dns"))

    def refresh_rules(self) -> None:
        """Reload the folder if it changed, tell what is wrong with it, and keep what loaded for replays."""
        for fault in self.shelf.refresh():
            _log.error("rules: %s", fault)
        rules = self.rules()
        if rules is None:
            _log.error("no rules are loaded: nothing will be approved")
            return
        with self.memory.read() as unit:
            in_force = unit.rulesets.latest()
        if in_force != rules.digest:
            with self.memory.write() as unit:
                unit.rulesets.add(rules.digest, rules.files, self.clock())

    def domain(self, raw: str) -> Domain:
        """A normalised name, or NameRefusedError."""
        return Domain.parse(raw, self.suffixes)

    def _site_of(self, host: str) -> str:
        """The registrable name: hosts below it are one customer's."""
        return self.suffixes.split(host).registrable or host

    @cached_property
    def feeds(self) -> FeedSync:
        """The lists of this machine, and how they are brought up to date."""
        source = Source(self._guard(FEED_LIMITS))
        return FeedSync(self._feed_shelf, source, self.suffixes)

    @cached_property
    def _feed_shelf(self) -> FeedShelf:
        return FeedShelf(self.settings.data_dir / "feeds")

    @cached_property
    def offline_collectors(self) -> tuple[Collector, ...]:
        """Those that never use the network."""
        subscriptions = Subscriptions(self.settings.database, lambda: self.memory)
        return (NameCollector(), FeedsCollector(subscriptions, self._feed_shelf), ZoneCollector())

    @cached_property
    def parser(self) -> ParserPool:
        """The children that parse pages; they start with the first page."""
        return ParserPool()

    @cached_property
    def resolver(self) -> Resolver:
        """The way to the DNS."""
        return Resolver(self.settings.resolvers)

    @cached_property
    def turns(self) -> RedisTurns:
        """Turns at web servers, for all workers together."""
        pace = Pace(LIMITS.concurrent, LIMITS.rate, LIMITS.burst, lease=LIMITS.deadline + _TURNS_SLACK)
        alone = LocalTurns(pace.concurrent, pace.rate, pace.burst)
        return RedisTurns(connect(self.settings.redis, timeout=_TURNS_TIMEOUT), alone, pace, prefix="web")

    @cached_property
    def guard(self) -> Guard:
        """The one safe way to the web."""
        return self._guard(LIMITS)

    @cached_property
    def rdap_servers(self) -> Bootstrap:
        """Which server knows the registrations of which top-level domain."""
        return Bootstrap(self.settings.data_dir / "rdap" / "dns.json")

    @cached_property
    def collectors(self) -> tuple[Collector, ...]:
        """All, in the order in which they look."""
        guard, ours = self.guard, frozenset(self.settings.nameservers)
        return (
            *self.offline_collectors,
            DnsCollector(self.resolver, self.suffixes, ours, guard.why_refused),
            RdapCollector(guard, self.rdap_servers.current, self.turns),
            PageCollector(guard, self.parser),
            VantageCollector(guard, self.parser, lambda: self.policy().vantages),
        )

    def _guard(self, limits: Limits) -> Guard:
        contact = f" (+{self.settings.contact})" if self.settings.contact else ""
        return Guard(
            self.resolver.addresses,
            denied=Denied(self.settings.denied_networks, self.settings.denied_names),
            user_agent=f"Mozilla/5.0 (compatible; Screening/1.0{contact})",
            limits=limits,
            manners=Manners(self.turns, self._site_of),
        )

    @cached_property
    def lookout(self) -> Lookout:
        """What a worker looks with."""
        return Lookout(
            memory=self.memory,
            collectors=self.collectors,
            uplink=Uplink(self.resolver, self.guard.why_refused),
            rules=self.rules,
            policy=self.policy,
            clock=self.clock,
            lease=timedelta(seconds=self.settings.lease_seconds),
            attempts=self.settings.attempts,
        )

    @cached_property
    def hints(self) -> RqHints:
        """The way to the workers."""
        return RqHints(connect(self.settings.redis))

    def webhook(self) -> Webhook | None:
        """Where events go, None for nowhere."""
        settings = self.settings
        return Webhook(settings.webhook_url, settings.webhook_secret) if settings.webhook_url else None


def open_house(environ: Mapping[str, str], clock: Clock = system_clock) -> House:
    """Read the settings, start logging, and give the house that this process works in.

    Raises:
        SettingsError: naming each unknown or invalid setting.
    """
    settings = load_settings(environ)
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    return House(settings, clock)
