"""A chat's tag: by it a page notices that its browser's cookie names another chat by now.

The page sends it back with each call; it opens nothing, and the chat's id cannot be found from it.
"""

import hashlib
from base64 import urlsafe_b64encode

HEADER = "x-chat"


def tag_of(conversation_id: str) -> str:
    """Sixteen letters, the same for one chat always: a change of keys must not look like another chat.

    An id is 128 random bits, so that no key is needed to keep it from being found.
    """
    return urlsafe_b64encode(
        hashlib.blake2b(conversation_id.encode(), digest_size=12, person=b"chat tag").digest()
    ).decode()
