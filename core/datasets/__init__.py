"""Training chips: how they are cut, split, described and read back."""
