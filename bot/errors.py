"""The errors that a person has to mend, each a sentence that says what is wrong and what to do.

AftercareError
├── SettingsError      a setting is wrong
├── StartError         the machine is not ready: a port, an interpreter, disk space, a folder
├── TrainingError      the Rasa model could not be trained
├── ProtocolError      the clinic's protocol has mistakes (defined in bot.protocol)
├── KeyringError, RotationError  a key is missing, wrong or could not be changed (in bot.records.encryption)
├── RasaError          Rasa is down, slow, silent or wrong: the turn falls to the safe sentence
└── ConversationGoneError  the chat was deleted, or never was

The command line prints them without a traceback. None of them ever carries a patient's text.
"""


class AftercareError(Exception):
    """Something that a person has to mend; its text is shown as it is."""


class SettingsError(AftercareError):
    """A setting is missing or wrong."""


class StartError(AftercareError):
    """The machine is not ready to run the bot."""


class TrainingError(AftercareError):
    """The Rasa model could not be trained."""


class RasaError(AftercareError):
    """Rasa gave no usable answer."""


class ConversationGoneError(AftercareError):
    """The conversation was deleted by its patient, or never was."""

    def __init__(self) -> None:
        super().__init__("This conversation does not exist any more.")
