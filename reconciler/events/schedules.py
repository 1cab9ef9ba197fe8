"""When a schedule fires: `rate(5 minutes)`, `cron(0 10 ? * MON-FRI *)`, in UTC.

Source: EventBridge User Guide, "Cron expressions" and "Rate expressions"; what is lenient here is so
live (radkawar/stackd, testdata/aws/eventbridge/scheduled_rules.json and scheduled_delivery.json,
September 2026): ranges that wrap (`20-2`, `NOV-FEB`), names in full (`TUESDAY`), steps larger than
the field.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

MINUTE = 60
"""The finest schedule, in seconds: "Rules that run on a schedule have a precision of one minute"."""
_UNITS = {"minute": MINUTE, "hour": 60 * MINUTE, "day": 24 * 60 * MINUTE}
_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_CRON = re.compile(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)")
_MONTHS = {name.upper(): number for number, name in enumerate(calendar.month_abbr) if name}
_DAYS = {
    name: number for number, name in enumerate(["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"], 1)
}
_ITEM = re.compile(r"(\*|[0-9A-Z]+)(?:-([0-9A-Z]+))?(?:/(\d+))?")


class NotASchedule(ValueError):
    """A text that is no schedule expression."""


@dataclass(frozen=True)
class Field:
    """One field of a cron expression: its least and greatest value, and names for some."""

    least: int
    greatest: int
    names: dict[str, int]

    def values(self, text: str) -> frozenset[int]:
        """Return the values that a text of the field means. Raises NotASchedule."""
        return frozenset(value for item in text.split(",") for value in self._item(item))

    def _item(self, item: str) -> Iterator[int]:
        found = _ITEM.fullmatch(item)
        if found is None:
            raise NotASchedule(item)
        first, last, step = found.groups()
        start = self.least if first == "*" else self.number(first)
        ends = self.greatest if first == "*" or (step and last is None) else start
        end = ends if last is None else self.number(last)
        span = self.greatest - self.least + 1
        length = (end - start) % span if end != start else 0
        for ahead in range(0, length + 1, int(step or 1) or span):
            yield (start - self.least + ahead) % span + self.least

    def number(self, text: str) -> int:
        """Return one value: a number, or a name of which three letters count."""
        value = int(text) if text.isdigit() else self.names.get(text[:3], -1)
        if not self.least <= value <= self.greatest:
            raise NotASchedule(text)
        return value


_MINUTES = Field(0, 59, {})
_HOURS = Field(0, 23, {})
_DATES = Field(1, 31, {})
_MONTH = Field(1, 12, _MONTHS)
_WEEKDAY = Field(1, 7, _DAYS)
_YEARS = Field(1970, 2199, {})


@dataclass(frozen=True)
class Cron:
    """A cron expression: `on` says whether a day is one of its days."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    on: Callable[[date], bool]

    def times(self, after: float, until: float) -> Iterator[float]:
        """Yield the moments after one and up to another, in seconds since 1970."""
        day = datetime.fromtimestamp(after, UTC).date()
        last = datetime.fromtimestamp(until, UTC).date()
        while day <= last:
            if self.on(day):
                start = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
                for hour in self.hours:
                    for minute in self.minutes:
                        moment = start + hour * 3600 + minute * MINUTE
                        if after < moment <= until:
                            yield moment
            day += timedelta(days=1)


def times(expression: str, since: float, after: float, until: float) -> Iterator[float]:
    """Yield when a schedule fires, after one moment and up to another.

    A rate counts from `since`, when the rule was made or changed. Raises NotASchedule.
    """
    if rate := _RATE.fullmatch(expression):
        period = int(rate[1]) * _UNITS[rate[2]]
        number = max(int((after - since) // period), 0)
        while since + (number := number + 1) * period <= until:
            yield since + number * period
        return
    yield from cron(expression).times(after, until)


def cron(expression: str) -> Cron:
    """Return a cron expression. Raises NotASchedule."""
    found = _CRON.fullmatch(expression)
    if found is None:
        raise NotASchedule(expression)
    minutes, hours, dates, months, weekdays, years = (text.upper() for text in found.groups())
    # "You can't specify the Day-of-month and Day-of-week fields in the same cron expression".
    if (dates == "?") is (weekdays == "?"):
        raise NotASchedule(expression)
    in_month, in_year = _MONTH.values(months), _YEARS.values(years)
    day = _by_date(dates) if weekdays == "?" else _by_weekday(weekdays)

    def on(at: date) -> bool:
        return at.year in in_year and at.month in in_month and day(at)

    return Cron(tuple(sorted(_MINUTES.values(minutes))), tuple(sorted(_HOURS.values(hours))), on)


def _by_date(text: str) -> Callable[[date], bool]:
    """Return the test of a day-of-month: numbers, `L`, `L-3`, `LW`, `15W`."""
    if text == "LW":
        return lambda at: at.day == _nearest(at, _length(at))
    if last := re.fullmatch(r"L(?:-(\d+))?", text):
        before = int(last[1] or 0)
        return lambda at: at.day == _length(at) - before
    if text.endswith("W"):
        wanted = _DATES.values(text[:-1])
        return lambda at: at.day in {_nearest(at, day) for day in wanted}
    numbers = _DATES.values(text)
    return lambda at: at.day in numbers


def _by_weekday(text: str) -> Callable[[date], bool]:
    """Return the test of a day-of-week: numbers (1 is Sunday), names, `6L`, `3#2`, `L`."""
    if nth := re.fullmatch(r"([0-9A-Z]+)#([1-5])", text):
        day, number = _WEEKDAY.number(nth[1]), int(nth[2])
        return lambda at: _weekday(at) == day and (at.day - 1) // 7 + 1 == number
    if text == "L":
        return lambda at: _weekday(at) == _WEEKDAY.greatest
    if last := re.fullmatch(r"([1-7]|[A-Z]{3})L", text):
        wanted = _WEEKDAY.number(last[1])
        return lambda at: _weekday(at) == wanted and at.day > _length(at) - 7
    days = _WEEKDAY.values(text)
    return lambda at: _weekday(at) in days


def _weekday(at: date) -> int:
    return at.isoweekday() % 7 + 1


def _length(at: date) -> int:
    return calendar.monthrange(at.year, at.month)[1]


def _nearest(at: date, day: int) -> int:
    """Return the weekday (Monday to Friday) nearest to a day of the month, within the month."""
    day = min(day, _length(at))
    match date(at.year, at.month, day).isoweekday():
        case 6:
            return day - 1 if day > 1 else day + 2
        case 7:
            return day + 1 if day < _length(at) else day - 2
        case _:
            return day
