"""The command line: a verb a file, each of which parses, calls one function of the rooms below, and tells."""
