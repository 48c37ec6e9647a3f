"""Forecasts of style and their baselines."""
