"""What changed in an output and why, kept so that a person can look at it and decide."""

from langbridge.review.record import Record, RecordedText, RecordKind, Summary, digest, parse_record, read_record, summarise, write_record

__all__ = [
    "Record",
    "RecordKind",
    "RecordedText",
    "Summary",
    "digest",
    "parse_record",
    "read_record",
    "summarise",
    "write_record",
]
