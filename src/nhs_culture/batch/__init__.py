"""The batch: plan, run and resume notebooks over trusts."""
