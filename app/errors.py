"""The four ways in which a use case is refused; each carries a stable code and a sentence to act on."""


class DomainError(Exception):
    """A refusal that its reader can act on.

    code: stable, kebab-case, safe to log. message: one plain sentence, never with personal data.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return self.message


class NotFound(DomainError):  # noqa: N818  # a refusal, not a mistake
    """What was asked for does not exist, or may not be known to exist by the one who asks."""


class Forbidden(DomainError):  # noqa: N818  # a refusal, not a mistake
    """The one who asks may not do this."""


class Conflict(DomainError):  # noqa: N818  # a refusal, not a mistake
    """It clashes with what is already recorded, or was changed by somebody else meanwhile.

    version: the one that the record has now, where it was changed meanwhile; None: not known, or none.
    """

    def __init__(self, code: str, message: str, *, version: int | None = None) -> None:
        super().__init__(code, message)
        self.version = version


class RuleRefused(DomainError):  # noqa: N818  # a refusal, not a mistake
    """A rule of the programme or of the council does not allow it."""
