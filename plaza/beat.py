"""The schedule of beat, kept in a file over restarts, also on a machine whose clock is set back."""

from celery.beat import PersistentScheduler
from celery.utils.time import maybe_make_aware


class Scheduler(PersistentScheduler):
    """Celery's own waits until it is again as late as when a task last ran: an hour set back is an hour of silence.

    Here what last ran in the future counts as run now. A task may so run twice, as every task of ours may."""

    def tick(self, *args, **kwargs):
        for entry in self.schedule.values():
            now = maybe_make_aware(entry.default_now())
            if maybe_make_aware(entry.last_run_at) > now:
                entry.last_run_at = now
                self._heap = None  # it holds moments of the clock before
        return super().tick(*args, **kwargs)
