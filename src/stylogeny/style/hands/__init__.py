"""Repainting in another's hand: one encoder for all, a decoder for each hand."""
