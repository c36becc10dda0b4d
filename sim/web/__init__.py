"""The live demo: an alliance to look into, to follow, to play and to teach with."""
