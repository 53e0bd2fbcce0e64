"""The errors of this package.

    EmbeddingError
    ├── ModelUnavailable     a model that is neither a folder here nor on a hub that can be reached
    ├── ModelCorrupt         weights that are not those of the checksums, or a folder that is no model
    ├── DimensionMismatch    vectors of another width than the index or the encoder has
    ├── IndexDamaged         a saved index whose files disagree with its manifest
    ├── CacheDamaged         a vector cache that is no readable SQLite file
    └── EngineError          a server of vectors that cannot do what is asked
        ├── EngineUnreachable    one that does not answer
        ├── EngineFailed         one that refuses
        └── CollectionMismatch   a collection of other fields or another dimension

Every message names the value that was wrong and what to do about it.
"""


class EmbeddingError(Exception):
    """The base of every error of this package."""


class ModelUnavailable(EmbeddingError, LookupError):
    """A model that is neither a folder here nor on a hub that can be reached."""


class ModelCorrupt(EmbeddingError, ValueError):
    """Weights that are not those of the checksums, or a folder that is no model."""


class DimensionMismatch(EmbeddingError, ValueError):
    """Vectors of another width than the index or the encoder has."""


class IndexDamaged(EmbeddingError, ValueError):
    """A saved index whose files disagree with its manifest."""


class CacheDamaged(EmbeddingError, ValueError):
    """A vector cache that is no readable SQLite file."""


class EngineError(EmbeddingError):
    """A server of vectors that cannot do what is asked."""


class EngineUnreachable(EngineError, ConnectionError):
    """A server of vectors that does not answer."""


class EngineFailed(EngineError, RuntimeError):
    """A server of vectors that refuses."""


class CollectionMismatch(EngineError, ValueError):
    """A collection of other fields, or of another dimension, than the one that is wanted."""


def require_dim(wanted: int | None, held: int, name: str) -> None:
    """Raise DimensionMismatch where more dimensions are wanted than the model of that name has."""
    if wanted is not None and not 0 < wanted <= held:
        raise DimensionMismatch(f"模型 {name} 只有 {held} 维，取不出前 {wanted} 维；请改小 KB_EMBEDDING_DIM 或不设它")
