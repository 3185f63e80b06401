"""Reads Indonesian proofs of tax payment: bytes in, checked records out."""

__version__ = "1.0.0"
