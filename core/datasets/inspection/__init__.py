"""The doctor: measures the chips of a dataset, finds what makes trainings fail, and advises."""
