"""Why an act was refused, each as a sentence for the member of staff who tried. Nothing was changed then.

None of them carries a patient's words or name.
"""

from bot.errors import AftercareError


class NotFoundError(AftercareError):
    """There is no such case, or no such member of staff, in this clinic."""

    def __init__(self, what: str = "case") -> None:
        super().__init__(f"There is no such {what}.")


class AlreadyTakenError(AftercareError):
    """Somebody else has the case; `name` is the colleague's."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} has this case already.")
        self.name = name


class ReopenFirstError(AftercareError):
    """The case is resolved."""

    def __init__(self) -> None:
        super().__init__("This case is resolved. Reopen it first.")


class OtherCaseOpenError(AftercareError):
    """The patient has a newer case, `case_id`, that is not resolved: that one goes on."""

    def __init__(self, case_id: str) -> None:
        super().__init__("This patient has a newer case that is not resolved. Go on with that one.")
        self.case_id = case_id


class PatientWroteError(AftercareError):
    """The patient has written something that the member of staff had not seen."""

    def __init__(self) -> None:
        super().__init__("The patient has written since you looked. Read it, then decide again.")


class NotAllowedNowError(AftercareError):
    """The level has changed since it was asked whether this is theirs to do, and now it is not."""

    def __init__(self) -> None:
        super().__init__("The level has changed since you looked. Only a clinician or an admin may do this now.")


class WordsNeededError(AftercareError):
    """A text, or a reason, is empty."""

    def __init__(self, what: str) -> None:
        super().__init__(f"Write a {what}.")


class WordsTooLongError(AftercareError):
    """A text is longer than `most` characters."""

    def __init__(self, most: int) -> None:
        super().__init__(f"That is too long: {most} characters at most.")
        self.most = most
