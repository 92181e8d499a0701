"""One article the whole way: read, detect, convert, check, write output and record."""

from langbridge.pipeline.again import convert_again
from langbridge.pipeline.conversion import DEFAULT_OPTIONS, Conversion, ConversionOptions, Conversions
from langbridge.pipeline.outputs import Reading, Written, convert_file, encode_output

__all__ = [
    "DEFAULT_OPTIONS",
    "Conversion",
    "ConversionOptions",
    "Conversions",
    "Reading",
    "Written",
    "convert_again",
    "convert_file",
    "encode_output",
]
