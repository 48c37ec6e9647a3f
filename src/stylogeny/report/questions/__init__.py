"""Pages that answer one question each, in one file with its pictures inside."""
