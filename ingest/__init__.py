"""Reading minutes: file → `SourceText` → `Minutes` (meetings, agenda, turns, decisions)."""
