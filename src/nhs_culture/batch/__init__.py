"""The batch: plan, run and resume notebooks over trusts."""

from __future__ import annotations

from nhs_culture.batch.jobs import Job, JobError, Outcome
from nhs_culture.batch.lock import BusyError, held
from nhs_culture.batch.plan import Step, plan
from nhs_culture.batch.run import run
from nhs_culture.batch.state import Inputs

__all__ = ["BusyError", "Inputs", "Job", "JobError", "Outcome", "Step", "held", "plan", "run"]
