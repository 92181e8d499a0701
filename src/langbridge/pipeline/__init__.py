"""One article the whole way: read, detect, convert, check, write output and record."""

from langbridge.pipeline.conversion import Conversion, Conversions
from langbridge.pipeline.outputs import Reading, Written, convert_file, encode_output

__all__ = ["Conversion", "Conversions", "Reading", "Written", "convert_file", "encode_output"]
