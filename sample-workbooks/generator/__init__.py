"""Builds the sample workbooks of fuhe; `make_samples.py` one folder up is the entry point."""
