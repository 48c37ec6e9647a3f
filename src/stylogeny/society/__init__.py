"""Virtual artists, critics and audiences, year by year."""
