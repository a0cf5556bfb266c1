"""What the customer may be told: a stable code, and a text that a panel can show as it is."""

from dataclasses import dataclass

from screening.model.lifecycle import Event, State


@dataclass(frozen=True, slots=True)
class Message:
    """A stable code and a text."""

    code: str
    text: str


_BY_STATE = {
    State.RECEIVED: "We have received your domain and are checking it. This usually takes less than a minute.",
    State.WAITING: "Your domain is ready. Please set our nameservers at your registrar to start using it.",
    State.WATCHING: "Your domain is active. As for every new domain, we keep an eye on it for its first 72 hours.",
    State.HELD: "Your domain is being reviewed by a person. You need do nothing now; we will tell you the outcome.",
    State.APPROVED: "Your domain is approved.",
    State.REFUSED: "We cannot host this domain under our acceptable use policy. You may appeal within six months.",
    State.DORMANT: "Your domain has not been pointed at our nameservers. It becomes active again when you do so.",
    State.REMOVING: "This domain is being removed under our acceptable use policy. Please move it to another provider.",
    State.REMOVED: "This domain has been removed from our service.",
    State.WITHDRAWN: "This domain has been deleted from your account.",
}
_BY_EVENT = {
    Event.CONTESTED: "This domain already exists in another account. Please prove it is yours; a person reviews it.",
    Event.APPEALED: "We have received your appeal. Another person will review the decision within five days.",
    Event.UNSEEN: "We could not check your domain automatically. A person is looking at it.",
}


def message_for(state: State, event: Event) -> Message:
    """The customer's message after `event` led to `state`."""
    if event in _BY_EVENT:
        return Message(str(event), _BY_EVENT[event])
    return Message(str(state), _BY_STATE[state])
