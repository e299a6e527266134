"""Red-flag words of Spanish, and the few emergency words of other languages, are read in another language."""

import pytest

from tests.screens import project_screen

REPORTS = [
    ("Tengo fiebre y sale pus amarillo de mi mejilla", {"fever", "pus"}),
    ("no puedo respirar bien y se me hinchan los labios", {"breathing_trouble", "lip_tongue_swelling"}),
    ("me duele mucho el ojo y veo borroso", {"eye_pain", "sight_changed"}),
    ("tengo ampollas y una quemadura en la cara", {"blister", "burn"}),
    ("ya no quiero vivir", {"wants_to_die"}),
    ("quiero hablar con una persona", {"wants_person"}),
    ("je n'arrive pas à respirer", {"breathing_trouble"}),
    ("Ich bekomme keine Luft", {"breathing_trouble"}),
    ("non riesco a respirare", {"breathing_trouble"}),
    ("não consigo respirar", {"breathing_trouble"}),
]


@pytest.mark.parametrize(("text", "signs"), REPORTS, ids=[text for text, _ in REPORTS])
def test_a_red_flag_is_read_in_another_language(text: str, signs: set[str]) -> None:
    found = {each.sign for each in project_screen().lexicon.read(text) if each.status in ("present", "uncertain")}
    assert signs <= found


@pytest.mark.parametrize(
    "text", ["¿Cuándo me puedo maquillar después del tratamiento?", "no tengo fiebre, solo un poco rojo"]
)
def test_a_harmless_question_or_a_denial_is_no_report(text: str) -> None:
    found = [each for each in project_screen().lexicon.read(text) if each.status == "present" and each.weight == "red"]
    assert found == []
