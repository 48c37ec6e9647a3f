"""What a public of fans leaves of a history: its feed as a table that can be replayed, its words, its interviews."""
