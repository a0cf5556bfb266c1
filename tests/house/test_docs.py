"""The documents say what the code does."""

import json
import os
import re
import runpy
import subprocess
import sys
import time
from pathlib import Path

import pytest

from screening.api.shapes import NewDomain
from screening.api.views import DomainView, VerdictView
from screening.classify.load import load_ruleset
from screening.classify.proofs import prove
from screening.cli.main import cli
from screening.cli.reference import pages
from screening.model.case import Serving
from screening.model.evidence import Outcome
from screening.model.lifecycle import TABLE, Event, State
from screening.model.messages import message_for
from screening.model.verdict import Conclusion
from screening.provision.webhook import Webhook
from screening.services.keys import SCOPES
from screening.services.notify import event_of
from screening.settings import Settings
from tests.life import POLICY, START, a_case

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs/reference"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HERE = "http://", "https://", "mailto:"


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text_of(name), re.MULTILINE | re.DOTALL)


def rows(name: str, heading: str) -> list[list[str]]:
    """The cells of the first table under a heading, without its head."""
    section = text_of(name).partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    table = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[2:]]


@pytest.mark.parametrize("name", sorted(pages(cli)))
def test_a_generated_page_is_fresh(name: str) -> None:
    assert (REFERENCE / name).read_text("utf-8") == pages(cli)[name], "run `make docs`"


def test_the_openapi_document_is_fresh(capsys: pytest.CaptureFixture[str]) -> None:
    runpy.run_module("screening.api", run_name="__main__")
    assert text_of("docs/reference/openapi.json") == capsys.readouterr().out, "run `make docs`"


@pytest.mark.parametrize("setting", sorted(Settings.model_fields))
def test_every_setting_is_documented(setting: str) -> None:
    assert f"`SCREENING_{setting.upper()}`" in text_of("docs/reference/settings.md")
    assert Settings.model_fields[setting].description


@pytest.mark.parametrize("scope", sorted(SCOPES))
def test_every_scope_is_documented(scope: str) -> None:
    assert f"`{scope}`" in text_of("docs/reference/scopes.md")


@pytest.mark.parametrize("command", sorted(name for name, command in cli.commands.items() if not command.hidden))
def test_every_command_is_documented(command: str) -> None:
    assert f"## `screening {command}`" in text_of("docs/reference/commands.md")
    written = [text_of(name_of(page)) for page in PAGES if page.parent != REFERENCE]
    assert any(f"screening {command}" in text for text in written), "in the reference only"


@pytest.mark.parametrize("named", sorted(set(re.findall(r"SCREENING_[A-Z_]+", "".join(map(Path.read_text, PAGES))))))
def test_no_document_names_a_setting_that_is_not_there(named: str) -> None:
    assert named == "SCREENING_CONFIG" or named.removeprefix("SCREENING_").lower() in Settings.model_fields


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    links = [link.partition("#")[0] for link in LINK.findall(page.read_text("utf-8")) if not link.startswith(HERE)]
    assert [link for link in links if link and not (page.parent / link).is_file() and not link.endswith("/")] == []
    assert [link for link in links if link.endswith("/") and not (page.parent / link).is_dir()] == []


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs/decisions"
    written = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert re.findall(r"\((\d{4}-.*?\.md)\)", text_of("docs/decisions/README.md")) == written
    assert [int(name[:4]) for name in written] == list(range(1, len(written) + 1))


def test_the_life_of_a_case_is_the_transition_table() -> None:
    told = []
    for sources, event, target, _when in rows("docs/lifecycle.md", "Transitions"):
        to = State(target.strip("`"))
        every = [state for state in State if state is not to] if sources == "any" else sources.split(", ")
        told += [(None if source == "-" else str(source).strip("`"), event.strip("`"), to) for source in every]
    assert len(told) == len(set(told))
    assert set(told) == {(source and str(source), str(event), target) for (source, event), target in TABLE.items()}


def test_every_state_is_told_with_its_serving() -> None:
    told = rows("docs/lifecycle.md", "States")
    assert {state.strip("`") for state, _, _ in told} == set(State)
    named = {word for _, _, serving in told for word in re.findall(r"`(\w+)`", serving)}
    assert named == set(Serving)


@pytest.mark.parametrize("word", [*Outcome, *Conclusion, *Serving])
def test_every_word_of_a_vocabulary_is_a_concept(word: str) -> None:
    assert f"| `{word}` |" in text_of("docs/concepts.md")


def console(name: str) -> list[tuple[str, str]]:
    """Every command of a document's console blocks with the output that is shown."""
    parts = [part for block in blocks(name, "console") for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    return [(command, shown) for command, _, shown in (part.partition("\n") for part in parts)]


@pytest.mark.parametrize(("command", "shown"), [*console("README.md"), *console("docs/rules.md")])
def test_a_command_gives_what_is_shown(command: str, shown: str, tmp_path: Path) -> None:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=ROOT,
        env={"PATH": path, "SCREENING_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(".*".join(map(re.escape, shown.split("..."))), done.stdout, re.DOTALL), done.stdout


def test_the_example_of_a_pack_loads_and_proves_itself() -> None:
    (pack,) = blocks("docs/rules.md", "yaml")
    policy = (ROOT / "rules/policy.yml").read_bytes()
    rules = load_ruleset({"policy.yml": policy, "bingo.yml": pack.encode()})
    assert prove(rules) == []
    broken = pack.replace("bingorick-plumbing", "bingo-hall-plumbing")
    (fault,) = prove(load_ruleset({"policy.yml": policy, "bingo.yml": broken.encode()}))
    assert f"\n{fault}\n" in text_of("docs/rules.md")


def test_the_example_of_verifying_a_webhook_verifies() -> None:
    (source,) = blocks("docs/operate.md", "python")
    written: dict[str, object] = {}
    exec(source, written)  # noqa: S102 (our own document)
    verify, secret, body = written["verify"], "whsec_" + "c2NyZWVuaW5n" * 3, b'{"type": "domain.held"}'
    assert callable(verify)
    stamp = str(int(time.time()))
    signature = Webhook("https://panel.example/", secret)._sign("evt_7", stamp, body)
    headers = {"webhook-id": "evt_7", "webhook-timestamp": stamp, "webhook-signature": signature}
    assert verify(secret, headers, body)
    assert not verify(secret, headers, body + b" ")
    assert not verify(secret, headers | {"webhook-timestamp": str(int(stamp) - 301)}, body)


def test_the_example_of_a_webhook_has_the_fields_of_one() -> None:
    shown = next(block for block in map(json.loads, blocks("docs/operate.md", "json")) if "type" in block)
    case = a_case(None)
    case.move(Event.ACCEPTED, START, POLICY)
    sent = event_of(case.journal[-1], case)
    assert shown.keys() == sent.keys()
    assert shown["data"].keys() == sent["data"].keys()


def test_the_example_of_a_first_verdict_has_the_fields_of_one() -> None:
    (sent,) = re.findall(r"-d '(\{.*?\})'", text_of("README.md"))
    (shown,) = map(json.loads, blocks("README.md", "json"))
    asked = NewDomain.model_validate_json(sent)
    assert shown["domain"] == asked.name
    assert shown.keys() <= DomainView.model_fields.keys()
    assert VerdictView.model_validate({"missing": [], "ruleset": "", **shown["verdict"]}).verdict == "review"
    message = message_for(State(shown["state"]), Event.SUSPECTED)
    assert shown["customer_message"] == {"code": message.code, "text": message.text}
