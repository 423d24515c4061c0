"""What storage refuses, in words a school can act on. Never a name or a number of a person in them."""


class StorageError(Exception):
    """A refusal with a Swedish message that names the place and the cure. Nothing was changed."""
