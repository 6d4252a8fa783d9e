"""Imagine: paint classes on the map and see at once what a model makes of them."""
