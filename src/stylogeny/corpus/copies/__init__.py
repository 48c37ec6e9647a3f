"""Copies: keypoints of pictures, an index of all works' keypoints, and one picture laid over another."""
