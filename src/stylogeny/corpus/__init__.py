"""Dated works: a table, its dates, its pictures, where it comes from."""
