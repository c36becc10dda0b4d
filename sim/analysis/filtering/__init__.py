"""Histories that agree with what was observed: a sequential filter over runs."""
