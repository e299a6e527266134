"""Items named in a message: brands, slang, typos, and words that only look like them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.protocol import Protocol, find_items

NAMED = [
    ("medication", "can I take nurofen for it", ["nsaid_ibuprofen_naproxen"]),
    ("medication", "is Advil ok??", ["nsaid_ibuprofen_naproxen"]),
    ("medication", "ibuprophen or paracetemol", ["nsaid_ibuprofen_naproxen", "acetaminophen_paracetamol"]),
    ("medication", "can i have ibuprofin", ["nsaid_ibuprofen_naproxen"]),
    ("medication", "motrin? aleve?", ["nsaid_ibuprofen_naproxen"]),
    ("medication", "do i keep taking my eliquis", ["prescribed_aspirin_blood_thinner"]),
    ("medication", "should i stop baby aspirin", ["prescribed_aspirin_blood_thinner"]),
    ("medication", "can I take an aspirin", []),
    ("medication", "benadryl for the itch", ["antihistamine"]),
    ("medication", "my doctor put me on antibiotics, do I go on", []),
    ("medication", "can I use leftover antibiotics", ["leftover_antibiotic"]),
    ("medication", "a bit of hydrocortisone?", ["steroid_cream_unprescribed"]),
    ("medication", "more numbing cream at home", ["numbing_cream_at_home"]),
    ("medication", "I take valtrex", ["prescribed_antiviral"]),
    ("hair_removal", "can I get my brows threaded and waxed", ["waxing_threading_cream"]),
    ("hair_removal", "is shavng ok", ["shaving"]),
    ("hair_removal", "when laser hair removal", ["laser_hair_removal"]),
    ("hair_removal", "veet on my lip", ["waxing_threading_cream"]),
    ("hair_removal", "derma planing next week", ["dermaplaning"]),
    ("food_drink_smoking", "glass of wine tonight?", ["alcohol"]),
    ("food_drink_smoking", "can i vape and have a coffee", ["smoking_vaping", "caffeine"]),
    ("food_drink_smoking", "is a curry fine", ["spicy_food"]),
    ("combinations", "lip fillers before or after botox", ["filler", "botox"]),
    ("combinations", "can I have a chemical peel", ["chemical_peel"]),
    ("combinations", "microblading after?", ["tattoo_permanent_makeup"]),
    ("suitability", "I'm 17, can I", ["age_under_22"]),
    ("suitability", "I was on accutane", ["isotretinoin"]),
    ("suitability", "I get coldsores", ["active_infection_or_cold_sore"]),
    ("procedure", "does it hurt", ["does_it_hurt"]),
    ("procedure", "what is a vampire facial", ["prp"]),
    ("clinic", "how much is it", ["price"]),
    ("clinic", "where are you", ["location"]),
    ("clinic", "i want to re book, i mean rebook", ["booking"]),
]

NOT_NAMED = [
    ("hair_removal", "is it spreading, I keep staring and reading"),
    ("combinations", "is there a filter for this photo"),
    ("combinations", "nothing special, my social life"),
    ("food_drink_smoking", "she carries latter day things"),
    ("suitability", "after the injection I want to cancel"),
    ("clinic", "is there any change"),
    ("medication", ""),
    ("makeup", "nurofen"),
]


@pytest.mark.parametrize(("topic", "text", "items"), NAMED)
def test_items_are_found_in_the_order_in_which_they_are_named(
    protocol: Protocol, topic: str, text: str, items: list[str]
) -> None:
    assert [item.id for item in find_items(text, topic=protocol.topics[topic])] == items


@pytest.mark.parametrize(("topic", "text"), NOT_NAMED)
def test_words_that_only_look_alike_name_nothing(protocol: Protocol, topic: str, text: str) -> None:
    assert find_items(text, topic=protocol.topics[topic]) == ()


def test_every_word_of_an_item_finds_it(protocol: Protocol) -> None:
    for topic in protocol.topics.values():
        for item in topic.items.values():
            for word in item.words:
                found = find_items(f"well, {word.upper()} then?", topic=topic)
                assert found == (item,), (topic.id, item.id, word, [each.id for each in found])


@given(text=st.text(max_size=200))
def test_any_text_is_read(protocol: Protocol, text: str) -> None:
    found = find_items(text, topic=protocol.topics["medication"])

    assert len(set(found)) == len(found)
