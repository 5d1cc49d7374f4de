"""What several features read: value tables, progress figures, the history of a contract."""
