"""Fictional proofs of payment with their truth, and the script that draws them."""
