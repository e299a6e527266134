"""What an answer to a question means: the option, what it adds to the case, and whether it settles what was uncertain.

What is not understood is no answer: it denies nothing, settles nothing, and no answer lowers a level.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.protocol import Level
from bot.triage.answer_vocabulary import words
from bot.triage.answer_words import Said, begins_with_no, places, plain, said
from bot.triage.asking import Asking
from bot.triage.decision import Reason
from bot.triage.option_words import denied, is_scale, named, on_scale
from bot.understanding.signs import Finding

_REPORTED = ("present", "uncertain")
_NOT_KNOWN = ("not sure", "not measured")
_POLAR = words("is are do does did have has can could was were any")


@dataclass(frozen=True)
class Heard:
    """An answer. `option` None: not understood. `signs`: of the lexicon, confirmed by it; the caller judges them.

    `tapped`: the message is the option word for word, as its button sends it.
    """

    option: str | None = None
    reasons: tuple[Reason, ...] = ()
    signs: tuple[str, ...] = ()
    settled: bool = False
    tapped: bool = False


def hear_answer(asking: Asking, *, text: str, findings: Sequence[Finding]) -> Heard:
    """The answer in `text`. `findings` are those of the whole text; the caller judges the present ones itself."""
    tapped = _tapped(asking, text=text)
    if tapped is not None:
        heard = _heard(asking, option=tapped, text=text, settled=tapped in asking.question.denies)
        return replace(heard, tapped=True)
    told = plain(text)
    if alarms := _alarms(asking, told=told, findings=findings):
        gravest = max(alarms, key=lambda option: _level(asking, option).rank)
        signs = tuple(dict.fromkeys(sign for option in alarms for sign in asking.question.signs.get(option, ())))
        return replace(_heard(asking, option=gravest, text=text), signs=signs)
    reported = {finding.sign for finding in findings if finding.status in _REPORTED}
    option = _plain_option(asking, told=told)
    if option in asking.question.denies and (reported & asking.question.subjects or "?" in text):
        return Heard()
    if option is not None:
        return _heard(asking, option=option, text=text, settled=option in asking.question.denies)
    if _is_unclear_yes(asking, told=told):
        return _least(asking, text=text)
    return _denied_by_name(asking, told=told, findings=findings, text=text)


def _tapped(asking: Asking, *, text: str) -> str | None:
    written = " ".join(text.split()).casefold().rstrip(" .!")
    return next((option for option in asking.options if option.casefold() == written), None)


def _alarms(asking: Asking, *, told: str, findings: Sequence[Finding]) -> tuple[str, ...]:
    """The options that report something and that the text names, by words, by signs or by number."""
    question = asking.question
    present = {finding.sign for finding in findings if finding.status == "present"}
    spoken_of = {finding.sign for finding in findings if finding.status not in _REPORTED}
    if is_scale(asking.options):
        chosen = [option] if (option := on_scale(told, options=asking.options)) else []
    else:
        chosen = [asking.options[place] for place in places(told, count=len(asking.options))]
    for option in named(told, options=question.alarms):
        signs = set(question.signs.get(option, ()))
        # What the words around it made of the sign (asked, feared, somebody else's) holds for the option too.
        if not signs or signs & present or not signs & spoken_of:
            chosen.append(option)
    chosen += [option for option, signs in question.signs.items() if set(signs) <= present]
    # "no pain" denies the pain; it does not say "no" to "can you open the eye?"
    denies_a_sign = any(finding.status == "absent" for finding in findings)
    if "no" in question.alarms and begins_with_no(told) and not denies_a_sign:
        chosen.append("no")
    if "yes" in question.alarms and present & question.subjects:
        chosen.append("yes")
    return tuple(option for option in question.alarms if option in chosen)


def _plain_option(asking: Asking, *, told: str) -> str | None:
    """The option that a number, a name, yes or no stands for, where exactly one does."""
    options, question = asking.options, asking.question
    if is_scale(options) and (option := on_scale(told, options=options)):
        return option
    numbered = () if is_scale(options) else places(told, count=len(options))
    if numbered:
        return options[numbered[0]] if len(numbered) == 1 else None
    if len(by_name := named(told, options=[each for each in options if each not in question.alarms])) == 1:
        return by_name[0]
    return _by_yes_or_no(asking, answer=said(told))


def _by_yes_or_no(asking: Asking, *, answer: Said | None) -> str | None:
    options, question = asking.options, asking.question
    if answer == "unknown":
        return next((option for option in options if option in _NOT_KNOWN), None)
    if answer == "yes" or (answer == "kinda" and "yes" in question.alarms):
        begun = [option for option in options if option.startswith("yes")]
        return "yes" if "yes" in options else begun[0] if len(begun) == 1 else None
    if answer == "no":
        exact = [option for option in options if option in ("no", "none")]
        begun = [option for option in question.denies if option.startswith("no ") and _is_polar(asking)]
        return next(iter((*exact, *begun)), None)
    return None


def _is_unclear_yes(asking: Asking, *, told: str) -> bool:
    """Whether the text says that there is something, without saying which: "yes" to [no, fever, fever with shaking].

    Where "yes" is the good answer ("can you see as well as before?") a "no" says so, and a "kinda".
    """
    question, answer = asking.question, said(told)
    if not _is_polar(asking) or not question.denies or not question.alarms:
        return False
    good_yes = all(option.startswith("yes") for option in question.denies)
    good_no = all(option.startswith(("no", "none")) for option in question.denies)
    return (good_yes and answer in ("no", "kinda")) or (good_no and answer in ("yes", "kinda"))


def _is_polar(asking: Asking) -> bool:
    return asking.question.ask.split()[0].casefold() in _POLAR


def _least(asking: Asking, *, text: str) -> Heard:
    """The mildest of the options that report something: at least that is there, and which one is still open."""
    mildest = min(asking.question.alarms, key=lambda option: _level(asking, option).rank)
    return Heard(reasons=_heard(asking, option=mildest, text=text).reasons)


def _denied_by_name(asking: Asking, *, told: str, findings: Sequence[Finding], text: str) -> Heard:
    """A "no" that names what it denies ("i dont have a fever"); it settles only what it speaks of."""
    question = asking.question
    about = [finding for finding in findings if finding.sign in question.subjects]
    if [option for option in question.denies if option.split()[0] in ("no", "none")] != list(question.denies):
        return Heard()  # "not blurry" does not say "yes, i see as well as before"
    if len(question.denies) != 1 or "?" in text or any(finding.status != "absent" for finding in about):
        return Heard()
    by_words = {sign for option in denied(told, options=question.alarms) for sign in question.signs.get(option, ())}
    signs = {finding.sign for finding in about} | by_words
    if not signs & {sign for named_signs in question.signs.values() for sign in named_signs}:
        return Heard()
    settled = bool(asking.uncertain) and set(asking.uncertain) <= signs
    return _heard(asking, option=question.denies[0], text=text, settled=settled)


def _level(asking: Asking, option: str) -> Level:
    """The level that an option raises to: of one that only confirms the flag's, of one that only names signs none."""
    confirmed = asking.level if option in asking.question.confirms else Level.none
    return max(asking.question.levels.get(option, Level.none), confirmed, key=lambda level: level.rank)


def _heard(asking: Asking, *, option: str, text: str, settled: bool = False) -> Heard:
    question, level = asking.question, _level(asking, option)
    flag = question.flags.get(option, asking.flag)
    if flag == asking.flag and level is not Level.none:
        level = max(level, asking.level, key=lambda each: each.rank)
    reason = Reason(f"{asking.id}: {option}", flag, level, phrase=text.strip())
    return Heard(
        option=option,
        reasons=() if level is Level.none else (reason,),
        signs=tuple(question.signs.get(option, ())),
        settled=settled and asking.could_settle,
    )
