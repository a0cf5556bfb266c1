"""A state machine that tries to get a domain approved without the evidence that approval needs."""

from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from screening.classify.judge import Item, judge
from screening.classify.load import load_ruleset
from screening.model.case import Decision, Ruling
from screening.model.deciding import appeal, decide, readd, stir, withdraw
from screening.model.errors import ConflictError
from screening.model.evidence import Evidence, Outcome
from screening.model.lifecycle import Event, State
from screening.model.looking import record
from screening.model.sight import sight_of
from screening.model.timing import schedule, tick
from tests.life import HOUR, START, a_case

PACK = b"""
pack: tiny
category: gambling
status: live
rules:
  - id: tiny.casino
    in: [page]
    words: [casino]
    weight: 9000
    why: The word casino.
    fires: ["casino"]
    silent: ["essex"]
"""
POLICY_FILE = b"""
categories:
  gambling: {new: refuse, existing: remove}
  adult: {new: refuse, existing: remove}
  hyip: {new: refuse, existing: remove}
"""
RULES = load_ruleset({"policy.yml": POLICY_FILE, "tiny.yml": PACK})
POLICY = RULES.policy
OUTCOMES = st.sampled_from([Outcome.OBSERVED, Outcome.OBSERVED, Outcome.OBSERVED, Outcome.ABSENT, Outcome.FAILED])
STEPS = st.sampled_from([timedelta(minutes=1), HOUR, 20 * HOUR, 47 * HOUR, 71.5 * HOUR, 72 * HOUR, timedelta(days=31)])


class ApprovalHunt(RuleBasedStateMachine):
    """Looks, time, people and panels in any order; machines must never approve unseen."""

    def __init__(self) -> None:
        super().__init__()
        self.now: datetime = START
        self.case = a_case(None)
        self.last: dict[str, Outcome] = {}
        self.had_rules = True
        self.bad = False

    @initialize()
    def submit(self) -> None:
        self.case.move(Event.ACCEPTED, self.now, POLICY)

    @rule(step=STEPS)
    def time_passes(self, step: timedelta) -> None:
        self.now += step
        tick(self.case, self.now, POLICY)
        schedule(self.case, self.now, POLICY)

    @precondition(lambda self: self.case.state is State.WATCHING and self.case.watch.ends)
    @rule(before=st.sampled_from([2 * HOUR, 0.5 * HOUR, 0 * HOUR, timedelta(days=-1)]))
    def the_window_nears_its_end(self, before: timedelta) -> None:
        ends = self.case.watch.ends
        assert ends is not None
        self.now = max(self.now, ends - before)
        tick(self.case, self.now, POLICY)
        schedule(self.case, self.now, POLICY)

    @rule(
        outcomes=st.fixed_dictionaries(dict.fromkeys(("feeds", "zone", "dns", "page"), OUTCOMES)),
        delegated=st.sampled_from([True, True, True, False]),
        casino=st.sampled_from([False, False, False, True]),
        kind=st.sampled_from(["content", "empty", "parked"]),
        rules=st.sampled_from([RULES, RULES, RULES, None]),
        down=st.sampled_from([False, False, True]),
    )
    def a_look_ends(
        self, outcomes: dict[str, Outcome], delegated: bool, casino: bool, kind: str, rules: object, down: bool
    ) -> None:
        text = ("casino",) if casino and outcomes["page"] is Outcome.OBSERVED else ("flowers",)
        facts = {"dns": {"delegation": "to-us" if delegated else "undelegated"}, "page": {"kind": kind}}
        seen = [Evidence("name", Outcome.OBSERVED, self.now, texts={"name": ("example.com",)})]
        for collector, outcome in outcomes.items():
            texts = {"page.text": text} if collector == "page" else {}
            seen.append(Evidence(collector, outcome, self.now, "x", facts.get(collector, {}), texts))
        verdict = judge([Item(self.case.domain, tuple(seen))], rules, POLICY)[0]  # type: ignore[arg-type]
        self.last, self.had_rules, self.bad = outcomes, rules is not None, text == ("casino",) and rules is not None
        ours = down and Outcome.FAILED in outcomes.values()
        record(self.case, verdict, sight_of(verdict, seen, POLICY, self.now, ours=ours), POLICY, outage=ours)
        tick(self.case, self.now, POLICY, outage=ours)
        schedule(self.case, self.now, POLICY)

    @rule(
        ruling=st.sampled_from([Ruling.APPROVE, Ruling.HOLD, Ruling.REFUSE, Ruling.RESTORE]),
        actor=st.sampled_from(["ann", "ben"]),
    )
    def a_person_decides(self, ruling: Ruling, actor: str) -> None:
        self.quietly(lambda: decide(self.case, Decision(ruling, actor, "", self.now, self.case.sight), POLICY))

    @rule()
    def the_customer_appeals(self) -> None:
        self.quietly(lambda: appeal(self.case, "customer", "", self.now, POLICY))

    @rule()
    def the_panel_withdraws(self) -> None:
        self.quietly(lambda: withdraw(self.case, "panel", self.now, POLICY))

    @precondition(lambda self: self.case.state is State.WITHDRAWN)
    @rule()
    def the_panel_adds_it_again(self) -> None:
        self.quietly(lambda: readd(self.case, "panel", self.now, POLICY))

    @rule()
    def the_zone_changes(self) -> None:
        self.quietly(lambda: stir(self.case, "panel", "changed", self.now, POLICY))

    def quietly(self, act: object) -> None:
        try:
            act()  # type: ignore[operator]
        except ConflictError:
            return
        schedule(self.case, self.now, POLICY)

    @invariant()
    def no_machine_approves_what_it_has_not_seen_or_holds_for_its_own_fault(self) -> None:
        for row in self.case.journal:
            if row.event in {Event.UNSEEN, Event.BLIND_TOO_LONG}:
                assert self.case.sight is not None
                assert not self.case.sight.ours, "held though the fault is ours"
            if row.event in {Event.PASSED, Event.PASSED_QUIET}:
                assert self.had_rules, "approved without rules"
                assert self.case.delegated, "approved although it has left us"
                failed = [name for name, outcome in self.last.items() if outcome is Outcome.FAILED]
                assert not failed, f"approved although {failed} could not be seen"
                person = self.case.decision is not None and self.case.decision.ruling is Ruling.APPROVE
                assert person or not self.bad, "approved although the page is a casino"
                watch = self.case.watch
                assert watch.t0 is not None
                assert watch.ends is not None
                assert row.at >= watch.ends, "approved before the window was over"
                assert self.case.sight is not None
                assert self.case.sight.at >= watch.ends - POLICY.final_stretch, "approved on an old look"
        self.case.journal.clear()


TestNoWayToApprovedWithoutEvidence = ApprovalHunt.TestCase
TestNoWayToApprovedWithoutEvidence.settings = settings(max_examples=300, stateful_step_count=30, deadline=None)
