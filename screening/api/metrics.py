"""Figures for Prometheus: what looks come to, what waits, where cases stand, and whether the fault is ours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import Metric

from screening.api.routing import Answer, Call, Route
from screening.model.lifecycle import State
from screening.model.policy import Policy
from screening.model.tally import UPLINK
from screening.ports.memory import Unit
from screening.services.outage import failing


@dataclass(frozen=True, slots=True)
class _Figures:
    """All figures at one time, as the library asks for them."""

    unit: Unit
    policy: Policy
    now: datetime

    def collect(self) -> Iterator[Metric]:
        looks = CounterMetricFamily(
            "screening_looks", "Looks of each collector by what they came to.", labels=["collector", "outcome", "cause"]
        )
        ours = CounterMetricFamily(
            "screening_looks_ours", "Looks that failed because our own network was down.", labels=["cause"]
        )
        for tally, count in sorted(self.unit.tallies.every().items()):
            if tally.collector == UPLINK:
                ours.add_metric([tally.cause], count)
            else:
                looks.add_metric([tally.collector, tally.outcome, tally.cause], count)
        yield from (looks, ours)

        waiting, oldest = self.unit.screenings.waiting(self.now)
        age = (self.now - oldest).total_seconds() if oldest else 0
        yield GaugeMetricFamily("screening_open_looks", "Looks that are due and not done.", waiting)
        yield GaugeMetricFamily("screening_oldest_open_look_seconds", "Since when the oldest of them is due.", age)

        cases = GaugeMetricFamily("screening_cases", "Domains by state.", labels=["state"])
        counts = self.unit.cases.count()
        for state in State:
            cases.add_metric([str(state)], counts.get(str(state), 0))
        yield cases

        outage = failing(self.unit, self.now, self.policy)
        yield GaugeMetricFamily("screening_outage", "1 while looks fail by our own fault.", float(outage))


def metrics(call: Call) -> Answer:
    """All figures, as one view of the database."""
    with call.house.memory.read() as unit:
        text = generate_latest(_Figures(unit, call.house.policy(), call.now)).decode()
    return Answer(text, headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})


ROUTES = (Route("GET", "/metrics", "metrics:read", metrics, "Figures in the text format of Prometheus.", None),)
