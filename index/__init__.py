"""The searchable index: SQLite holds the truth, FAISS and tantivy are derived from it."""
