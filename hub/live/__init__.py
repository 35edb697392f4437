"""Live conversations in Redis: sessions, locks, presence, receipts, desk; the only callers of the acts."""
