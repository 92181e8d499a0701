"""Many articles: what is to be done, done in processes, and what came of each."""

from langbridge.jobs.outcomes import Job, Outcome, OutcomeObject, Status, failed
from langbridge.jobs.running import Batch, outcome_of, run_jobs

__all__ = ["Batch", "Job", "Outcome", "OutcomeObject", "Status", "failed", "outcome_of", "run_jobs"]
