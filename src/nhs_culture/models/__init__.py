"""Designs: one module each, one frozen result each."""
