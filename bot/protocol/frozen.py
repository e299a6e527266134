"""The base of every part of a clinic's protocol and of its own facts: unknown keys are errors, values do not change."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """Base of every part: unknown keys are errors, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)
