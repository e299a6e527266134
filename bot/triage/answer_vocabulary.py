"""The words of yes, no, doubt and number that patients answer with. Lists only: how they are read stands elsewhere.

No word may stand both among YES and NO: an answer would then deny what it reports.
"""

import re


def words(*lines: str) -> frozenset[str]:
    """The words of the lines."""
    return frozenset(word for line in lines for word in line.split())


YES = words(
    "yes y yeah yea ya yah yep yup ye yh yas yess yeh aye si",
    "affirmative correct definitely absolutely indeed true sure",
    "mhm 👍 ✅ ✔ 👌",
)
NO = words("no n nope nah nahh naw na nay negative none neither never nothing noo 👎 ❌ 🙅")
YES_ALONE = frozenset(
    {"i do", "i have", "i am", "it is", "it does", "it has", "they are", "they do", "there is", "of course"}
    | {"thats right", "that is right", "that is correct", "thats correct", "both yes", "exactly", "certainly"}
)
NO_ALONE = frozenset(
    {
        "i dont",
        "i do not",
        "i havent",
        "i have not",
        "im not",
        "i am not",
        "it isnt",
        "it is not",
        "its not",
        "it doesnt",
    }
    | {"it hasnt", "there isnt", "there arent", "they arent", "they dont", "not at all"}
    | {"absolutely not", "definitely not", "certainly not", "of course not"}
)
# What may stand beside a yes or no without changing it.
POLITE = words(
    "thanks thank you thx ty please pls it is its not isnt i im am do dont did didnt have havent has hasnt he she at",
    "all",
    "of them those these that this like the there well oh um and so none nothing sir madam mate maam definitely really",
    "very much any anything had tht good fine ok okay alright",
)
# After a "no" these turn it round: "no i do", "no it is"; and so do both of these together: "no im not good".
TURNED = words("do is am are have has did does there this")
WELL, NOT = words("good fine ok okay alright well"), words("not isnt dont didnt")
HEDGES = (
    *("kinda", "kind of", "sort of", "sorta", "a bit", "a little", "a lil", "slightly", "somewhat", "sometimes", "ish"),
    *("i think so", "i believe so"),
)
UNKNOWN = (
    *("dunno", "idk", "dont know", "do not know", "not sure", "unsure", "no idea", "no clue", "cant tell"),
    *("can not tell", "cannot tell", "hard to say", "hard to tell", "maybe", "might", "perhaps", "possibly"),
    *("not really", "not exactly", "dont think", "do not think", "couldnt say", "i guess", "not certain"),
)
WRITTEN_OUT = {
    "thumbs up": "👍",
    "thumbs-up": "👍",
    "thumbs down": "👎",
    "thumbs-down": "👎",
    "nuh uh": "no",
    "uh uh": "no",
    "uh huh": "yes",
}
SKIN_TONES = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f]")
SIGNS = "👍👎✅❌✔👌🙅"

_COUNTED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_PLACED = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
COUNT = {word: number for number, word in enumerate(_COUNTED, 1)}
ORDINAL = {word: number for number, word in enumerate(_PLACED, 1)}

# What takes back the words that follow it.
NEGATIONS = words(
    "no not nope nah never none without nor neither isnt arent dont doesnt didnt havent hasnt", "wasnt wont aint"
)
# With these a "not" denies nothing: "not just a fever", "no wonder its swollen", "not sure its pus".
NO_DENIAL = words("only just wonder sure idea doubt longer stop stopped stopping better gone going")
# Words too small to name an option.
SMALL = words("a an the of in it its my i is are on at to and but with only yes no today me there")
AROUND_A_NUMBER = words(
    "its it is about around like a an at pain prob probably id i say maybe now think or to least ish roughly easily",
    "definitely nearly almost over under score level more than less number so just honestly easy solid",
)
