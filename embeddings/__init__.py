"""Sentence embeddings: the bundled default model and any other sentence-transformers model."""
