"""What can go wrong with sealed records. None of these ever carries a key or what a patient wrote.

SQLAlchemy hands them on as they are (DontWrapMixin) and does not hide them in a StatementError.
"""

from sqlalchemy.exc import DontWrapMixin

from bot.errors import AftercareError


class KeyringError(AftercareError, DontWrapMixin):
    """A sealed value cannot be opened: its key is not there, or it was altered."""


class RotationError(AftercareError):
    """The change to a new key could not be brought to its end."""


class NoKeyringError(RuntimeError, DontWrapMixin):
    """A mistake in the program: an engine with sealed columns was used without `use_keyring`."""


class SealedColumnError(TypeError, DontWrapMixin):
    """A mistake in the program: a sealed column was compared with a value."""
