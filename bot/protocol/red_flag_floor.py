"""How urgent each flag and topic must at least be: the floor under whatever a clinic edits.

It stands in code because the files are what a clinic edits. A level here goes up, never down, and only with a
clinician's word.
"""

from collections.abc import Mapping

from bot.protocol.vocabulary import Level

LOWEST_LEVEL: Mapping[str, Level] = {
    "breathing_or_collapse": Level.emergency,
    "self_harm": Level.emergency,
    "infection": Level.urgent,
    "allergic_reaction": Level.urgent,
    "herpes": Level.urgent,
    "burn_or_blister": Level.urgent,
    "eye": Level.urgent,
    "bleeding": Level.urgent,
    "severe_pain": Level.urgent,
    "prolonged_reaction": Level.routine,
    "pigmentation_change": Level.routine,
    "scarring": Level.routine,
    "contraindication": Level.routine,
    "protocol_breach": Level.routine,
    "complaint": Level.routine,
    "patient_request": Level.routine,
}

# The level that a flag must be able to reach through `raise_to`.
MUST_REACH: Mapping[str, Level] = {
    **dict.fromkeys(
        ("infection", "allergic_reaction", "herpes", "burn_or_blister", "eye", "bleeding", "severe_pain"),
        Level.emergency,
    ),
    **dict.fromkeys(
        ("prolonged_reaction", "pigmentation_change", "scarring", "contraindication", "protocol_breach"), Level.urgent
    ),
}

# The most urgent sign that a topic must name in `contact_when`.
MUST_NAME: Mapping[str, Level] = {
    **dict.fromkeys(("swelling", "discomfort", "itching", "medication", "procedure", "combinations"), Level.emergency),
    **dict.fromkeys(
        (
            *("redness", "bruising", "peeling", "breakouts", "sunscreen", "sun_exposure", "heat_and_water"),
            *(
                "makeup",
                "cleansing",
                "moisturizer",
                "active_skincare",
                "hair_removal",
                "hair_care",
                "touching",
                "suitability",
            ),
        ),
        Level.urgent,
    ),
}
