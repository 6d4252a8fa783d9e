"""The training monitor: a dock that shows a run folder while it grows, whoever trains in it, and wherever."""
