"""What the futures room does: trees of futures as they are after any operation, and the acts that make another."""
