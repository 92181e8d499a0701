"""From Chinese to English: segments, codes for markup, engines, memory, and what is checked of a translation."""
