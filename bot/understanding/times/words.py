"""The words around a time that tell whose time it is: the treatment, a question, a plan, or something else.

Only word lists stand here; they are matched against the one spelling of `tokens`. A word that is missing makes
the bot ask for the hour; a word too many makes it take another event's time for the treatment's.
"""


def word_set(text: str) -> frozenset[str]:
    """The words of `text`, for look-up."""
    return frozenset(text.split())


TREATMENT_WORDS = word_set(
    "microneedling microneedle derma microneedled microneedles needling needled treatment treatments session procedure "
    "appointment morpheus morpheus8 dermapen skinpen dermaroller dermarolling dermastamp rf prp vampire potenza "
    "vivace sylfirm genius secret mnrf rfmn cit pen mine it op"
)
"""After "3 days after", "5 days post": these lead to the treatment ("it" only there)."""

TREATMENT_NOUNS = TREATMENT_WORDS - {"it", "mine", "op", "secret", "genius"}
OTHER_TREATMENTS = word_set(
    "laser hair acne spot botox filler fillers keratin nail nails lash lashes brow brows wax waxing dental "
    "dentist teeth gp doctor doctors gym training workout sauna yoga pilates therapy spin tanning sunbed massage "
    "swim swimming cardio running cryo physio tattoo optician scalp peel hifu ipl led vet previous old lip yearly"
)
"""Before "treatment", "session", "appointment": these make it somebody else's business."""

PAST_WORDS = word_set(
    "had got did was were done been treated finished left came since after ago post went microneedled needled saw "
    "visited completed received underwent gone"
)
FUTURE_WORDS = word_set(
    "booked booking scheduled due upcoming will gonna going planning planned having getting coming wanna tbc"
)
OWNERS = word_set("my our the his her their")
ACQUAINTANCES = word_set(
    "friend friends mate mates bestie coworker coworkers colleague colleagues neighbour neighbor roommate "
    "flatmate boss influencer someone somebody people youtube tiktok reddit everyone"
)
RELATIVES = word_set(
    "she he they her his hers shes hes sister sis mum mom mother mam daughter wife husband partner son brother "
    "aunt cousin girlfriend boyfriend gf bf dad father niece nan"
)
DID_SOMETHING = word_set(
    "went wore put used ran took drank washed swam shaved applied smoked exercised worked slept touched picked "
    "scratched ate flew sunbathed waxed trained jogged cycled exposed showered started appeared began lasted "
    "lasting waited stopped cleared disappeared faded"
)
"""What a patient did, or a sign did, so long after a treatment: no age of the treatment now."""
OTHER_TIMES = word_set("previous previously")
PERMISSION_WORDS = word_set(
    "can could may should shall would when will allowed safe until till before if unless how must need"
)
SUBJECTS = word_set(
    "i im ive id ill its we weve she he they you youre can could should shall would will do does is are am "
    "what how when where why which now"
)
JOINTS = word_set(
    "and but so because while since after before if unless also plus then until till when as cause though although"
)

FILLERS = word_set(
    "i im ive id me my we it its was is were been be the a an so well um uh er erm hmm hi hello hey hiya ok okay "
    "yes yeah yep yea no nope not sorry actually about around roughly like maybe prob probs probably think "
    "thinking guess reckon suppose say said on at in of for since just only now already approximately nearly "
    "almost or and but then still least more than over that this ago exactly sure meant mean wait oops please pls "
    "plz thanks thank ty lol haha to precise correct correction rather would have has less under gone passed believe "
    "bit something ish also there dear doc nurse all sometime time date here again literally honestly basically good "
    "x xx xxx hun you btw must im'm quite well bang mistake wrong instead typo my answer with by from post after "
    "later day night morning afternoon evening"
)
"""Words that say nothing of their own: a time among only these is an answer or a statement of the treatment's age."""

ELSEWHERE = word_set(
    "gym run ran running jog jogged workout exercise exercised sport yoga pilates makeup make foundation "
    "concealer mascara drank drink drinking wine beer alcohol vodka smoke smoked wash washed shower showered bath "
    "swim swam swimming pool sauna steam hot tub beach holiday vacation sun sunburn sunburnt tan spf sunscreen "
    "red redness swollen swelling itch itchy itching peel peeling flaky flaking bruise bruised bleeding bled pain "
    "painful sore hurt hurts burning stinging spots spot pimple breakout blister pus fever took take taking "
    "ibuprofen paracetamol nurofen tylenol advil used using put applied apply wore wear retinol retinoid "
    "tretinoin vitamin serum acid wax waxed waxing shave shaved thread threading lash lashes botox filler fillers "
    "laser wedding party birthday work working flight fly flying gig trip date prom interview started start ate "
    "eat slept sleep touched scratched picked hair dye dyed colour color tint facial pregnant period antibiotics "
    "cold flu"
)
"""Events and signs that have times of their own: even after the bot has asked, their time is not the treatment's."""

LEANING_WORDS = word_set(
    "what how about and then or whats when is it ok okay fine can do if next instead maybe so else why would"
)
"""Words that lean on the turn before: "what about", "and then", "is it ok"."""

PAST_DEEDS = word_set(
    "ran went drank had did was were wore put used took washed swam shaved applied got smoked exercised worked "
    "slept touched picked ate flew sunbathed waxed trained been"
)
"""What was done, whose time is behind and is not asked about."""

EVENTS = word_set(
    "wedding party event birthday date prom interview photoshoot shoot photos night function ball graduation "
    "meeting dinner christening gala ceremony reception concert gig presentation baptism hen"
)
"""Events that a patient wants to be ready for: a question beside one asks about its time."""
