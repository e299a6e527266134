"""The settings of an installation, read once at start from the environment (`AFTERCARE_...`) or a `.env` file.

No other module reads a setting from the environment. What a clinic says to its patients is not here but in `data/`.
A wrong setting stops the start with a sentence that names it; it is never replaced by a guess.
"""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, AliasChoices, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError

PROJECT = Path(__file__).resolve().parent.parent

Port = Annotated[int, Field(ge=1, le=65535)]


class Settings(BaseSettings):
    """Every setting with its default; `AFTERCARE_PORT=9000 make run` changes one.

    host, port             where the application listens
    actions_port           loopback port on which Rasa finds the custom actions
    rasa_port              loopback port of the Rasa server
    rasa_answers_within_s  after this many seconds a turn counts as failed
    protocol_folder        the aftercare protocol
    clinic_file            the clinic's own facts
    lexicon_folder         how patients word signs
    triage_rules           which signs together mean what
    unclear_after_minutes  how long a safety question waits for its answer before staff are told
    give_back_after_hours  how long staff may be silent in a chat that they took over before the bot speaks again
    data_folder            database and logs
    rasa_environment       Rasa's own Python environment
    database               SQLAlchemy address (DATABASE_URL); empty: an SQLite file in the data folder
    keys                   Fernet keys, newest first, comma-separated; empty: the file `keys` in the data folder
    public_url             address at which patients reach the bot, for links; https:// makes its cookies secure
    widget_sites           sites that may embed the widget, comma-separated: https://clinic.example
    messages_a_minute      most messages of one chat in a minute
    address_messages_a_minute  the same for one network address
    chats_an_hour          most new chats of one network address in an hour
    calls                  people: staff are called as data/clinic.yml says; nobody: for trials and measurements only
    oidc_issuer            the clinic's own sign-in for staff (OpenID Connect), as it names itself; empty: none
    oidc_client_id         what that sign-in calls the bot; its way back is <address>/staff/sign-in/provider/back
    oidc_client_secret     the secret that goes with it
    """

    model_config = SettingsConfigDict(env_prefix="AFTERCARE_", env_file=PROJECT / ".env", extra="ignore", frozen=True)

    host: str = "127.0.0.1"
    port: Port = 8600
    actions_port: Port = 5055
    rasa_port: Port = 5005
    rasa_answers_within_s: Annotated[float, Field(gt=0)] = 10.0
    protocol_folder: Path = PROJECT / "data" / "protocol"
    clinic_file: Path = PROJECT / "data" / "clinic.yml"
    lexicon_folder: Path = PROJECT / "data" / "lexicon"
    triage_rules: Path = PROJECT / "data" / "triage" / "rules.yml"
    unclear_after_minutes: Annotated[float, Field(gt=0, le=240)] = 30.0
    give_back_after_hours: Annotated[float, Field(gt=0, le=168)] = 4.0
    data_folder: Annotated[Path, AfterValidator(Path.resolve)] = PROJECT / "var"
    rasa_environment: Path = PROJECT / ".venv-rasa"
    database: Annotated[str, Field(validation_alias=AliasChoices("AFTERCARE_DATABASE_URL", "DATABASE_URL"))] = ""
    keys: Annotated[str, Field(repr=False)] = ""
    public_url: Annotated[str, Field(pattern=r"^(https?://[^/\s]+)?$")] = ""
    widget_sites: Annotated[str, Field(pattern=r"^(https?://[^/\s,;']+(, ?https?://[^/\s,;']+)*)?$")] = ""
    messages_a_minute: Annotated[int, Field(ge=1)] = 20
    address_messages_a_minute: Annotated[int, Field(ge=1)] = 120
    chats_an_hour: Annotated[int, Field(ge=1)] = 60
    calls: Literal["people", "nobody"] = "people"
    oidc_issuer: Annotated[str, Field(pattern=r"^(https?://\S+)?$")] = ""
    oidc_client_id: str = ""
    oidc_client_secret: Annotated[str, Field(repr=False)] = ""

    @property
    def database_url(self) -> str:
        """Address of the database: the setting, or an SQLite file in the data folder."""
        return self.database or f"sqlite:///{self.data_folder / 'aftercare.sqlite3'}"

    @property
    def key_file(self) -> Path:
        """Where the keys stand, when they are not in the environment."""
        return self.data_folder / "keys"

    @property
    def address(self) -> str:
        """The address that patients use."""
        return self.public_url or f"http://{self.host}:{self.port}"

    @property
    def lease(self) -> timedelta:
        """How long the holder of a message may take before another takes it up: longer than Rasa may."""
        return timedelta(seconds=self.rasa_answers_within_s + 5)

    @property
    def rasa_url(self) -> str:
        """Address of the Rasa server, always on loopback."""
        return f"http://127.0.0.1:{self.rasa_port}"


def read_settings() -> Settings:
    """Read the settings. Raises SettingsError naming each variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(
            f"AFTERCARE_{'_'.join(str(part) for part in problem['loc']).upper()}: {problem['msg']}"
            for problem in error.errors()
        )
        raise SettingsError(f"Settings are wrong - {wrong}. Mend the environment or the .env file.") from error
