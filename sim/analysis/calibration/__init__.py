"""Calibration of the war: parameters that agree with the deaths observed in 2018-22."""
