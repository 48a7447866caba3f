"""Pieces of a screen: each draws one thing from the frame it is given."""
