"""English words that say numbers."""

from __future__ import annotations

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth"
    " seventeenth eighteenth nineteenth"
)
_TENTHS = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth"


def _by_word(words: dict[float, str]) -> dict[str, float]:
    return {word: float(value) for value, listed in words.items() for word in listed.split()}


ONES = {word: float(value) for value, word in enumerate(_ONES.split())}
TENS = {word: 10.0 * (value + 2) for value, word in enumerate(_TENS.split())}
ORDINALS = (
    {word: float(value) for value, word in enumerate(_ORDINALS.split())}
    | {word: 10.0 * (value + 2) for value, word in enumerate(_TENTHS.split())}
    | {"hundredth": 100.0, "thousandth": 1e3, "millionth": 1e6}
)
PARTS = {"half": 2.0, "halves": 2.0, "quarter": 4.0, "quarters": 4.0} | {
    form: value for word, value in ORDINALS.items() if value > 2 for form in (word, word + "s")
}
"""What a whole is divided into: a third, two thirds, three quarters."""
SCALES = {
    "hundred": 100.0,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "quadrillion": 1e15,
    "quintillion": 1e18,
    "dozen": 12.0,
}
SUFFIXES = {"k": 1e3, "m": 1e6, "mn": 1e6, "mm": 1e6, "b": 1e9, "bn": 1e9, "t": 1e12, "tn": 1e12, "trn": 1e12}
MANY = {
    "tens": (10.0, 99.99),
    "dozens": (20.0, 99.99),
    "scores": (20.0, 99.99),
    "hundreds": (100.0, 999.99),
    "thousands": (1e3, 9999.99),
    "millions": (1e6, 9.9e7),
    "billions": (1e9, 9.9e10),
    "trillions": (1e12, 9.9e13),
    "decades": (20.0, 99.0),
}
"""Plurals that say an order of magnitude; millions are not hundreds of millions."""
SOME = {"several": (2.0, 9.99), "few": (2.0, 9.99), "couple": (2.0, 3.0), "some": (1.0, 9.99), "many": (2.0, 9.99)}
MULTIPLES = _by_word(
    {
        0.5: "halve halved halves halving",
        2: "twice double doubles doubled doubling",
        3: "thrice triple triples tripled tripling treble trebled trebling",
        4: "quadruple quadruples quadrupled quadrupling",
        5: "quintupled quintuple",
    }
)
OTHERS = _by_word(
    {
        1: "once single alone",
        2: "both pair pairs couple dual duo either neither fortnight twins last another twofold",
        3: "trio triangle trilogy",
        4: "quartet",
        5: "weekday weekdays",
        10: "decade",
        12: "dozen noon midnight",
        20: "score twenties",
        30: "thirties",
        40: "forties",
        50: "fifties",
        60: "sixties",
        70: "seventies",
        80: "eighties",
        90: "nineties",
        100: "century",
    }
)
"""Words that may stand for a small number; they never ask for one in the source."""
LONGER_TIMES = _by_word({10.0: "decade decades", 100.0: "century centuries", 12.0: "year years", 7.0: "week weeks", 60.0: "hour hours"})
"""Spans of time that Chinese may count in the next shorter unit: two decades are 20 years, a year and a half 18 months."""
MONTHS = {
    name: number
    for number, names in enumerate(
        [
            "January Jan",
            "February Feb",
            "March Mar",
            "April Apr",
            "May",
            "June Jun",
            "July Jul",
            "August Aug",
            "September Sep Sept",
            "October Oct",
            "November Nov",
            "December Dec",
        ],
        start=1,
    )
    for name in names.split()
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ["Monday Mon", "Tuesday Tue Tues", "Wednesday Wed", "Thursday Thu Thurs", "Friday Fri", "Saturday Sat", "Sunday Sun"], start=1
    )
    for name in names.split()
}
