"""What the values of options may be: text in, a value out, or what argparse is to say."""

from __future__ import annotations


def positive(text: str) -> int:
    """A whole number from 1; argparse turns the ArgumentTypeError into a usage message."""
    return int(fitting(text, text.isdecimal() and int(text) > 0, "a whole number from 1"))


def seconds(text: str) -> float:
    """A number of seconds above 0."""
    number = text.replace(".", "", 1).isdecimal() and text.isascii()
    return float(fitting(text, number and float(text) > 0, "a number of seconds above 0"))


def port(text: str) -> int:
    """A TCP port, or 0."""
    return int(fitting(text, text.isdecimal() and int(text) <= 65535, "a port, or 0 for any"))


def account(text: str) -> str:
    """The number of an AWS account."""
    return fitting(text, text.isdecimal() and len(text) == 12, "12 digits")


def fitting(text: str, fits: bool, expected: str) -> str:
    """`text` where it fits; else argparse is told what was expected."""
    import argparse

    if not fits or not text.isascii():
        raise argparse.ArgumentTypeError(f"`{text}` is not {expected}")
    return text
