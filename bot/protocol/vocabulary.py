"""The ids that data, answers and reports share: verdicts, variants, kinds, levels, topics and flags.

They are stable: records made with them are read years later. A clinic's files can never add or rename one.
"""

from enum import StrEnum


class Verdict(StrEnum):
    """What the protocol says of one hour."""

    avoid = "avoid"
    care = "care"
    ok = "ok"
    normal = "normal"
    contact = "contact"


class Variant(StrEnum):
    """What was done: pen or roller, radio-frequency or deep needling, with PRP, with a chemical peel."""

    pen = "pen"
    rf = "rf"
    prp = "prp"
    peel = "peel"


class Kind(StrEnum):
    """What a topic is about: a sign on the skin, something to do or leave, or knowledge."""

    symptom = "symptom"
    care = "care"
    info = "info"


class Level(StrEnum):
    """How fast staff must act; the highest among the flags counts."""

    none = "none"
    routine = "routine"
    urgent = "urgent"
    emergency = "emergency"

    @property
    def rank(self) -> int:
        """0 for none to 3 for emergency."""
        return list(Level).index(self)


STRICTNESS = {Verdict.contact: 3, Verdict.avoid: 2, Verdict.care: 1, Verdict.normal: 0, Verdict.ok: 0}

TOPICS = (
    *("redness", "swelling", "bruising", "discomfort", "itching", "peeling", "breakouts", "sunscreen"),
    *("sun_exposure", "makeup", "exercise", "heat_and_water", "cleansing", "moisturizer", "active_skincare"),
    *("hair_removal", "hair_care", "medication", "food_drink_smoking", "sleep", "touching", "daily_life"),
    *("results", "sessions", "preparation", "suitability", "procedure", "combinations", "benefits", "risks"),
    "clinic",
)

FLAGS = (
    *("infection", "allergic_reaction", "herpes", "burn_or_blister", "eye", "bleeding", "severe_pain"),
    *("prolonged_reaction", "pigmentation_change", "scarring", "breathing_or_collapse", "self_harm"),
    *("contraindication", "protocol_breach", "complaint", "patient_request"),
)

DIALOGUE_ACTS = (
    *("greet", "goodbye", "thanks", "affirm", "deny", "bot_challenge", "help", "out_of_scope"),
    *("talk_to_staff", "stop_messages", "start_messages", "privacy"),
)

# The standard messages that code says by id; a protocol without one of them would fall silent somewhere.
MESSAGES = (
    *(f"opening_{verdict}" for verdict in Verdict),
    *DIALOGUE_ACTS,
    *("start", "ai_law", "limits"),
    *("emergency_now", "urgent_in_hours", "urgent_after_hours", "routine_promise", "promise_late"),
    *("safety_question", "safety_noted", "case_known"),
    *("unknown", "other_language", "failed", "report", "ask_hour", "ask_variant", "strictest_used"),
    *("asked_for", "planned", "absurd_date", "hour_noted", "hour_known", "not_known"),
    *("empty", "too_long", "price_not_set", "booking_not_set"),
    *("delete_note", "chat_deleted", "chat_deleted_case_kept", "no_chat", "other_site"),
    *("too_fast", "too_large", "not_saved", "bad_request"),
    "given_back",
)


def is_frame(message_id: str) -> bool:
    """Whether `message_id` is a frame that code looks up by verdict: opening_<verdict> or change_<now>_<then>.

    A kind of topic may stand after the first word, for words that fit only that kind.
    """
    first, *rest = message_id.split("_")
    if rest and rest[0] in set(Kind) and len(rest) > {"opening": 1, "change": 2}.get(first, 0):
        rest = rest[1:]
    wanted = {"opening": 1, "change": 2}.get(first)
    return wanted == len(rest) and set(rest) <= set(Verdict)
