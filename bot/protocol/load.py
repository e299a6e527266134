"""Loads a clinic's protocol: the default's files, the clinic's facts, and its override file, all of it checked.

Either a whole and checked Protocol comes back or ProtocolError with every problem: never a part of one.
"""

import hashlib
import json
from pathlib import Path

from bot.protocol.assemble import assemble
from bot.protocol.check import check
from bot.protocol.model import Protocol
from bot.protocol.problems import ProtocolError
from bot.protocol.read_folder import read_folder


def load_protocol(folder: Path, *, clinic_file: Path) -> Protocol:
    """Load the protocol of `folder` for the clinic of `clinic_file`. Raises ProtocolError with all problems found."""
    files = read_folder(folder, clinic_file=clinic_file)
    problems = tuple(check(files))
    if problems:
        raise ProtocolError(problems)
    unversioned = assemble(files)
    return unversioned.model_copy(update={"version": content_version(unversioned)})


def content_version(protocol: Protocol) -> str:
    """12 hex digits over the whole content, the clinic's facts included; order and layout of the files do not count."""
    canonical = json.dumps(protocol.content(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]
