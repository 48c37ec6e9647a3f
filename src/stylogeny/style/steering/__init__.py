"""Steering a pretrained model toward a style."""
