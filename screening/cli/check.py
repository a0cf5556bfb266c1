"""`screening check` and `screening explain`: judge without a server."""

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import click

from screening.bootstrap import House
from screening.collect.page import page_evidence
from screening.collect.upload import zone_of
from screening.model.errors import Fault, InvalidError, NameRefusedError, RulesBrokenError
from screening.model.evidence import Evidence
from screening.model.verdict import Verdict
from screening.ports import Collector
from screening.services.check import Question
from screening.services.check import check as judge_now

_BATCH = 1000  # names judged at a time when nothing is fetched
_KEYS = {"domain", "html", "text", "zone"}
_LONGEST = 4_000_000  # characters of one input line: a page of a megabyte, escaped


@click.command()
@click.argument("names", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line (the default unless on a terminal).")
@click.option("--offline", is_flag=True, help="Look at the name and at what the input brings only; no network.")
@click.pass_obj
def check(house: House, names: tuple[str, ...], *, as_json: bool, offline: bool) -> None:
    """Judge each NAME, or each line of standard input for `-`, and print one JSON object a line, in order.

    A line may be a name, or a JSON object with its own evidence: {"domain", "html", "text", "zone": [...]}.
    A line that cannot be judged gives an object with `input` and `error`, and exit status 1 at the end.
    """
    lines: Iterable[str] = sys.stdin if names in {(), ("-",)} else names
    as_json = as_json or not sys.stdout.isatty()
    failed = False
    for answer in answers(house, lines, offline=offline):
        failed = failed or "error" in answer
        click.echo(json.dumps(answer, ensure_ascii=False) if as_json else _line(answer))
    sys.exit(1 if failed else 0)


@click.command()
@click.argument("name")
@click.option("--offline", is_flag=True, help="Look at the name only; no network.")
@click.pass_obj
def explain(house: House, name: str, *, offline: bool) -> None:
    """Judge NAME and say why, for people."""
    answer = next(answers(house, [name], offline=offline))
    if "error" in answer:
        click.echo(f"{answer['input']}: {answer['error']}", err=True)
        sys.exit(1)
    click.echo(f"{answer['unicode']} ({answer['registrable']}): {answer['verdict']}")
    click.echo(f"looked at {', '.join(answer['scope'])}; not known: {', '.join(answer['missing']) or 'nothing'}")
    for category, probability in answer["categories"].items():
        click.echo(f"  {category:9} {probability:7.2%}")
    for signal in answer["signals"]:
        click.echo(f"  {signal['weight']:+6d}  {signal['rule']}  in {signal['where']}: {signal['text']!r}")
        click.echo(f"          {signal['why']}")
    click.echo(f"rules {answer['ruleset'][:16]}")


def answers(house: House, lines: Iterable[str], *, offline: bool) -> Iterator[dict[str, Any]]:
    """One answer per non-empty line, in order; names are judged in batches where nothing is fetched.

    Raises:
        RulesBrokenError: there are no rules to judge by.
    """
    if house.rules() is None:
        raise RulesBrokenError(house.shelf.faults)
    collectors: Sequence[Collector] = house.offline_collectors if offline else house.collectors
    wanted = (line.strip() for line in lines)
    wanted = (line for line in wanted if line)
    size = _BATCH if offline else 1
    while batch := list(islice(wanted, size)):
        read = [_read(house, line) for line in batch]
        questions = [item for item in read if isinstance(item, Question)]
        judged = iter(judge_now(questions, collectors, house.rules(), house.policy(), house.clock))
        for item in read:
            yield _answer(item, next(judged)) if isinstance(item, Question) else item


def _read(house: House, line: str) -> "Question | dict[str, Any]":
    """The question on a line, or the answer that says what is wrong with it."""
    try:
        return _question(house, line)
    except NameRefusedError as error:
        return {"input": line[:1000], "error": str(error), "code": error.code}
    except InvalidError as error:
        return {"input": line[:1000], "error": str(error)}


def _question(house: House, line: str) -> Question:
    if not line.startswith("{"):
        return Question(house.domain(line))
    asked = _object(line)
    domain = house.domain(asked["domain"])
    brought: tuple[Evidence, ...] = ()
    if "html" in asked or "text" in asked:
        page = page_evidence(
            asked.get("html"), asked.get("text"), f"https://{domain.ascii}/", house.clock(), house.parser
        )
        brought = (page,)
    zone = zone_of(asked["zone"], domain) if "zone" in asked else None
    return Question(domain, zone, brought)


def _object(line: str) -> dict[str, Any]:
    try:
        asked = json.loads(line) if len(line) <= _LONGEST else None
    except (ValueError, RecursionError):
        asked = None
    if not isinstance(asked, dict):
        raise InvalidError((Fault("line", f"must be a name or a JSON object of at most {_LONGEST} characters"),))
    faults = [Fault(f"/{key}", "is not known here") for key in sorted(asked.keys() - _KEYS)]
    faults += [
        Fault(f"/{key}", "must be a string")
        for key in ("domain", "html", "text")
        if not isinstance(asked.get(key, ""), str) or (key == "domain" and key not in asked)
    ]
    if faults:
        raise InvalidError(tuple(faults))
    return asked


def _answer(question: Question, verdict: Verdict) -> dict[str, Any]:
    """The NDJSON object of one question."""
    return {
        "domain": question.domain.ascii,
        "unicode": question.domain.unicode,
        "registrable": question.domain.registrable,
        "verdict": str(verdict.conclusion),
        "scope": list(verdict.scope),
        "missing": list(verdict.missing),
        "remarks": [remark.code for remark in question.domain.remarks],
        "categories": {category: round(p, 6) for category, p in verdict.categories.items()},
        "signals": [
            {"rule": s.rule, "category": s.category, "weight": s.weight, "where": s.field, "text": s.text, "why": s.why}
            for s in verdict.signals
        ],
        "ruleset": verdict.ruleset,
    }


def _line(answer: dict[str, Any]) -> str:
    if "error" in answer:
        return f"{answer['input']}: {answer['error']}"
    worst = max(answer["categories"], key=answer["categories"].__getitem__, default="")
    why = answer["signals"][0]["why"] if answer["signals"] else ""
    return f"{answer['unicode']:40} {answer['verdict']:12} {worst:9} {answer['categories'].get(worst, 0):6.1%}  {why}"
