"""How people sign in: local accounts, made by an administrator and never by themselves."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Closes self-registration."""

    def is_open_for_signup(self, request: object) -> bool:
        """Nobody signs themselves up."""
        return False
