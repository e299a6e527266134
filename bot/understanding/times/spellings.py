"""How patients spell the words of time, and the one spelling that the readers of time know.

Promises that a word which is good English for something else is never turned into a word of time: short words are
mended only by the table, long ones only within a small edit distance. No meaning is decided here.
"""

from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.understanding.times.words import word_set

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip

_SPELLINGS = {
    "yesterday": "yest yday yda ystd ystdy yesterdays yest'day yesty yestd ystday yestrdy",
    "today": "2day tday tdy todays",
    "tomorrow": "tmrw tmr tmw tmoro 2moro 2morro 2morrow 2mrw 2mro 2moz tomo tomoz tomoro tomorow tomorrows 2mara",
    "tonight": "tonite 2nite 2night tnite tonights 2nyt",
    "night": "nite nyt nites nights",
    "morning": "mornin morn mrng mornings morng morni",
    "afternoon": "aft arvo afternoons aftnoon afternon",
    "evening": "eve evenin evng evenings evning",
    "lunchtime": "lunch",
    "noon": "midday",
    "minute": "min mins minutes mnts minuets minits",
    "hour": "hr hrs hours hous houres houra hrz hors hrous huors",
    "day": "days dys dy dayz daya dais dyas dasy dyes",
    "week": "weeks wk wks weks wek weaks wekks weeek weeeks weesk",
    "fortnight": "fortnights",
    "month": "months mth mths mnth mnths mo mos monts",
    "year": "years yr yrs",
    "weekend": "wkend wknd weekends wkends wend",
    "monday": "mon mondays mond",
    "tuesday": "tue tues tuesdays teusday tuesd",
    "wednesday": "wed weds wednesdays wens wednes",
    "thursday": "thu thur thurs thursdays thirsday",
    "friday": "fri fridays frid fryday",
    "saturday": "saturdays satdy satday saterday",
    "sunday": "sundays sundy",
    "january": "jan", "february": "feb febuary", "april": "apr", "june": "jun", "july": "jul", "august": "aug",
    "september": "sep sept", "october": "oct", "november": "nov", "december": "dec",
    "ago": "agoo ag agao",
    "about": "abt abut bout", "approximately": "approx aprox aproximately", "around": "arnd aroud",
    "couple": "cople cuple coupla", "several": "sevral", "few": "fiew", "later": "l8r latr",
    "last": "lst", "after": "aftr", "since": "sinse sinc", "with": "wiv",
    "microneedling": "microneedeling micronedling microneedlin microneeding microneedlng mn",
    "needling": "needeling needlin nedling", "treatment": "treatmnt treament tretment treatmen tx trt treatmet",
    "appointment": "appt appts apt apptment appointmnt appointmet", "session": "sesh sessh sesion",
    "and": "n", "because": "cuz cos coz bc becuz", "you": "u", "are": "r", "should": "shud shld", "could": "cud cld",
}  # fmt: skip
SPELLINGS = {variant: word for word, variants in _SPELLINGS.items() for variant in variants.split()}

# "sat", "sun", "mar" and "may" mean a time only beside other words of time, so they are left for the readers.
_MENDED = (*WEEKDAYS, "yesterday", "tomorrow", "january", "february", "september", "october", "november", "december",
           "afternoon", "fortnight", "weekend", "microneedling", "treatment", "appointment")  # fmt: skip
_KNOWN = frozenset(_MENDED) | frozenset(_SPELLINGS)
_BY_FIRST_LETTER = {letter: [word for word in _MENDED if word[0] == letter] for letter in {w[0] for w in _MENDED}}
# English words that lie within the distance of a word of time.
_NEVER_MENDED = word_set("weekdays sunray sundae weekday disappointment sunrays treatments")

TIME_WORDS = frozenset(
    {*WEEKDAYS, *MONTHS, "yesterday", "today", "tomorrow", "tonight", "week", "day", "month", "year"}
)

_SMALL_NUMBERS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
UNITS = {word: value for value, word in enumerate(_SMALL_NUMBERS)}
# "First" to "seventh" stay words: they count sessions more often than days of the month.
_ORDINAL_NAMES = (
    "eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth "
    "twentieth"
)
ORDINALS = {word: value for value, word in enumerate(_ORDINAL_NAMES.split(), start=8)} | {"thirtieth": 30}
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "ninety": 90}


@lru_cache(maxsize=4096)
def spelled(word: str) -> str:
    """The one spelling for a lower-case `word` without apostrophes; the word itself when it is no word of time."""
    if word in _KNOWN:
        return word
    listed = SPELLINGS.get(word)
    if listed is not None:
        return listed
    if len(word) < 6 or len(word) > 16 or word in _NEVER_MENDED:
        return word
    distance = 2 if len(word) >= 7 else 1
    found = process.extractOne(word, _BY_FIRST_LETTER.get(word[0], ()), scorer=OSA.distance, score_cutoff=distance)
    if found is None or (found[1] == 2 and len(found[0]) < 8):
        return word
    return str(found[0])
