"""English words that keep a message with the English reader, and product names that say nothing of a language.

A word stands here only if it is rare in every other language that is told apart: "die", "pain" and "pus" must not.
"""

# Two different ones of these make a message English, whatever stands around them: "hola, can i wear makeup".
ENGLISH_WORDS = frozenset(
    (
        *("my", "you", "your", "she", "they", "this", "that", "these", "there", "the", "it", "its", "im", "ive"),
        *("are", "were", "has", "have", "been", "being", "can", "could", "should", "would", "must", "does", "did"),
        *("dont", "cant", "wont", "isnt", "didnt", "doesnt", "whats", "thats"),
        *("what", "when", "where", "why", "how", "who", "which", "and", "because", "with", "without", "from"),
        *("after", "before", "until", "since", "about", "over", "not", "just", "very", "really", "too", "any"),
        *("today", "tomorrow", "yesterday", "tonight", "now", "day", "days", "week", "weeks", "hour", "hours"),
        *("tmrw", "tmr", "tomoro", "pls", "plz", "please", "thx", "thanks", "thank", "yes", "sorry"),
        *("wear", "wash", "put", "go", "get", "got", "take", "feel", "looks", "look", "need", "want", "help"),
        *("face", "skin", "makeup", "cheek", "cheeks", "eye", "eyes", "lip", "lips", "hair", "sore", "itchy"),
    )
)

# One of these is enough: short English words that other languages have too, but not beside each other.
ENGLISH_PAIRS = frozenset(
    (
        *("can i", "should i", "could i", "did i", "do i", "may i", "am i", "will i", "if i", "when i"),
        *("i am", "i can", "i have", "i had", "i do", "i got", "i feel", "i need", "i just", "i still"),
        *("is it", "is this", "is that", "is my", "is the", "is there", "do you", "on my", "in my", "of my"),
        *("at home", "to use", "to wear", "to wash", "to go", "for my", "for the", "to the", "on the", "in the"),
    )
)

# One of these is enough: an English word for a sign must reach the reader that knows signs.
SIGNS = frozenset(
    (
        *("bleeding", "bleed", "bleeds", "bled", "blood", "bloody", "blister", "blisters", "blistering", "burning"),
        *("swollen", "swelling", "swell", "swells", "infected", "fever", "feverish", "oozing", "weeping", "hives"),
        *("breathe", "breathing", "breath", "throat", "choking", "faint", "fainted", "fainting", "unconscious"),
        *("emergency", "hurts", "hurting", "painful", "allergic", "dizzy", "rash", "suicidal", "numb", "worse"),
    )
)

# Names on tubes and packets, foreign by their look in the middle of English.
PRODUCT_NAMES = (
    *("la roche-posay", "la roche posay", "cicaplast baume", "cicaplast", "baume", "toleriane", "anthelios"),
    *("effaclar", "lipikar", "eau thermale", "eau micellaire", "avene", "avène", "cicalfate", "bioderma", "sebium"),
    *("vichy", "bepanthen", "bepanthol", "eucerin", "nivea", "la mer", "crème de la mer", "creme de la mer"),
    *("estee lauder", "estée lauder", "l'oreal", "loreal", "l'oréal", "nuxe", "caudalie", "embryolisse"),
    *("alastin", "obagi", "isdin", "heliocare", "cetaphil", "cerave", "aquaphor", "laneige", "cosrx", "mizon"),
)

# Small words within a name: "Xiomara de la Cruz".
NAME_PARTICLES = frozenset(
    ("de", "del", "la", "las", "los", "da", "das", "do", "dos", "di", "van", "der", "von", "bin")
)
