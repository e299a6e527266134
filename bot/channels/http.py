"""The public HTTP application: for now its health, in later channels the patients' chat.

`/healthz` says that the process lives; `/readyz` says that a sentence passes through Rasa and back, and that the
database answers. Neither shows anything about a patient.
"""

from fastapi import FastAPI, Response, status
from fastapi.responses import PlainTextResponse

from bot.conversation.rasa_client import RasaClient
from bot.protocol import Protocol
from bot.records.database import Sessions, database_answers


def public_app(*, protocol: Protocol, sessions: Sessions, rasa: RasaClient) -> FastAPI:
    """The application that `make run` serves."""
    app = FastAPI(openapi_url=None)

    @app.get("/", response_class=PlainTextResponse)
    def front() -> str:
        approved = protocol.approved_by or "nobody yet: a clinician must sign it off before real use"
        return (
            f"Aftercare bot of {protocol.clinic.name}. Protocol {protocol.version}, approved by {approved}.\n"
            "Talk to it in a terminal: make chat\n"
        )

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz")
    def readyz(response: Response) -> dict[str, bool]:
        parts = {"rasa": rasa.ready(), "database": database_answers(sessions)}
        if not all(parts.values()):
            response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
        return parts

    return app
