"""Benchmarks: how fast, how much memory. Printed, never asserted."""
