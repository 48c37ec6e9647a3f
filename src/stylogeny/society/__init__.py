"""Virtual artists, critics and audiences; works that do not exist yet."""
