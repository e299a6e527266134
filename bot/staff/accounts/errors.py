"""What cannot be done with an account, each in a sentence for the person who tried; never with a secret in it.

`field` names the form's field that has to be mended.
"""

from bot.errors import AftercareError


class AccountError(AftercareError):
    """The account stays as it was."""

    def __init__(self, words: str, *, field: str = "") -> None:
        super().__init__(words)
        self.field = field


class NoSuchMemberError(AccountError):
    """There is no such account in this clinic."""

    def __init__(self) -> None:
        super().__init__("There is no such account in this clinic.")


class LastAdminError(AccountError):
    """Nobody would be left who can look after the accounts."""

    def __init__(self) -> None:
        super().__init__("This is the only admin who can sign in. Make somebody else an admin first.", field="role")


class PasswordRefusedError(AccountError):
    """The password is too weak."""

    def __init__(self, words: str) -> None:
        super().__init__(words, field="password")
