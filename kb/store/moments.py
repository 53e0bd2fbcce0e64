"""When a day begins, as rows have their moments: in UTC, as text that sorts by time."""

from datetime import UTC, date, datetime, time


def first_moment(day: date) -> str:
    """Return the first moment of a day of this machine's clock."""
    try:
        moment = datetime.combine(day, time.min).astimezone(UTC)
    except (OverflowError, ValueError):
        # The first days of all have no counterpart in UTC; nothing was ever done before them.
        moment = datetime.min.replace(tzinfo=UTC)
    return moment.isoformat(timespec="seconds")
