"""Seals tokens before they are stored: the one home of encryption."""

from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.errors import StoreError

NO_KEY = (
    "Stored tokens need a key: set DAILYBITE_KEY (`dailybite secrets new` makes one)."
)
WRONG_KEY = "A stored token cannot be read with this DAILYBITE_KEY: add the key that it was stored with."


class Seal:
    """Closes with the first key, opens with any of them."""

    def __init__(self, keys: Sequence[str] = ()) -> None:
        self._fernet = MultiFernet([Fernet(one) for one in keys]) if keys else None

    def close(self, secret: str) -> str:
        """Seal a secret; nothing stays nothing.

        Raises:
            StoreError: There is no key.
        """
        return self._keys().encrypt(secret.encode()).decode() if secret else ""

    def open(self, sealed: str) -> str:
        """Give what was sealed.

        Raises:
            StoreError: There is no key, or none that opens it.
        """
        try:
            return self._keys().decrypt(sealed).decode() if sealed else ""
        except InvalidToken as exc:
            raise StoreError(WRONG_KEY) from exc

    def renew(self, sealed: str) -> str:
        """Seal again with the first key.

        Raises:
            StoreError: There is no key, or none that opens it.
        """
        try:
            return self._keys().rotate(sealed).decode() if sealed else ""
        except InvalidToken as exc:
            raise StoreError(WRONG_KEY) from exc

    def _keys(self) -> MultiFernet:
        if self._fernet is None:
            raise StoreError(NO_KEY)
        return self._fernet


def new_key() -> str:
    """Make a key."""
    return Fernet.generate_key().decode()
