"""What can go wrong between a text and its vector.

EmbeddingError
└── ModelUnavailableError   the model is not on this machine, or its files cannot be used

Every message says which model, what was found and what to do.
"""


class EmbeddingError(Exception):
    """A text could not be turned into a vector.

    Args:
        model: The model as the user named it.
        problem: What was found and what to do, one line, no full stop at the end.
    """

    def __init__(self, model: str, problem: str) -> None:
        # Positional fields: an exception with keyword-only fields cannot be unpickled.
        super().__init__(model, problem)
        self.model = model
        self.problem = problem

    def __str__(self) -> str:
        return f"embedding model {self.model}: {self.problem}"


class ModelUnavailableError(EmbeddingError):
    """The model is not on this machine, or its files cannot be used."""
