"""Judge names at once; nothing is stored and nothing is fetched."""

from screening.api.rendering import answer_view
from screening.api.routing import Answer, Call, Route
from screening.api.shapes import Names
from screening.api.views import Answers, NameAnswer, Refusal
from screening.model.errors import NameRefusedError
from screening.model.names import Domain
from screening.services.check import Question
from screening.services.check import check as judge_now


def check(call: Call, body: Names) -> Answer:
    """One answer per name, in order."""
    house = call.house
    read = [_read(call, name) for name in body.names]
    questions = [Question(found) for found in read if isinstance(found, Domain)]
    by_name = [collector for collector in house.offline_collectors if collector.name == "name"]
    verdicts = iter(judge_now(questions, by_name, house.rules(), house.policy(), house.clock))
    items = [
        answer_view(name, found, next(verdicts)) if isinstance(found, Domain) else found
        for name, found in zip(body.names, read, strict=True)
    ]
    return Answer(Answers(items=items).model_dump(mode="json", exclude_none=True))


def _read(call: Call, name: str) -> Domain | NameAnswer:
    try:
        return call.house.domain(name)
    except NameRefusedError as error:
        return NameAnswer(name=name, error=Refusal(code=error.code, detail=str(error)))


ROUTES = (
    Route(
        "POST", "/v1/check", "check", check, "Judge names by the name alone, and store nothing.", Answers, body=Names
    ),
)
