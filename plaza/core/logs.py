import logging
import re

PATTERNS = [
    (re.compile(r"/t/\d{8}-\d{4,}/[0-9A-Za-z -]{4,}"), "/t/***"),
    (re.compile(r"/setup/[0-9A-Za-z_-]{20,}"), "/setup/***"),
    (re.compile(r"\b\d{17}[\dXx]\b"), "[id]"),
    (re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"), "[phone]"),
]


class Redact(logging.Filter):
    """Takes phone numbers, identity numbers and query codes out of every log line."""

    def filter(self, record):
        text = record.getMessage()
        for pattern, word in PATTERNS:
            text = pattern.sub(word, text)
        record.msg, record.args = text, ()
        if record.exc_info:
            # The values in a traceback may be a petitioner's words: keep the type and the place only.
            record.msg = f"{text} [{record.exc_info[0].__name__}]"
            tail = record.exc_info[2]
            while tail and tail.tb_next:
                tail = tail.tb_next
            if tail:
                record.msg += f" at {tail.tb_frame.f_code.co_filename}:{tail.tb_lineno}"
            record.exc_info, record.exc_text = None, None
        return True
