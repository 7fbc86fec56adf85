"""The bell of the worker: what waits in the database is begun at once instead of at its hour."""

import logging

from celery import current_app


def ring(task: str) -> None:
    """Have the worker run `task` ("plaza.core.tasks.deliver"). When the broker is away, beat finds the rows later."""
    try:
        current_app.send_task(task, retry=False, ignore_result=True)
    except Exception as error:
        logging.getLogger("plaza").warning("bell not rung: %s", type(error).__name__)
