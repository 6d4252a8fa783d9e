"""Layouts of dataset folders: how each is read and written."""
