"""How an action says no. Views turn each into a page in the reader's language."""


class NotPossible(Exception):
    """What was asked cannot be done now. The message is a sentence the user can act on."""

    def __init__(self, message, *, field=None):
        super().__init__(message)
        self.message = message
        self.field = field


class NotAllowed(Exception):
    """The object is visible to this person but the step is not theirs (403)."""


class Conflict(Exception):
    """Someone else changed the object after the page was shown (409)."""

    def __init__(self, obj, *, entry=None):
        super().__init__(str(obj))
        self.object = obj
        self.entry = entry


class AlreadySaved(Exception):
    """The same form came again with other content, or what it made is gone; `submission` says what was saved."""

    def __init__(self, submission):
        super().__init__(submission.label)
        self.submission = submission
