"""Frozen features of pictures: networks, measured statistics, and the shards they are kept in."""
