import pytest

from eval.replies import Reply, failed
from eval.runs.failures import Failures, failures, reason

FINE = Reply("answered", "是", (), (), None, 0.1)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ("ReadTimeout: timed out", "time-out"),
        ("ConnectTimeout: timed out", "time-out"),
        ("ConnectError: refused", "no connection"),
        ("RemoteProtocolError: cut off", "connection lost"),
        ("HTTP 500: broken", "HTTP 500"),
        ("HTTP 422: 太长", "HTTP 422"),
        ("the reply is no JSON: Expecting value", "no JSON"),
        ("the reply is no JSON object but list", "no answer in the reply"),
        ("the reply has neither status nor answer: {}", "no answer in the reply"),
        ("no answer at data.answer: {}", "no answer in the reply"),
        ("the system says no: 余额不足", "the system says no"),
        ("OverflowError: int too large at mapped.py:3", "OverflowError"),
        ("问题为空", "问题为空"),
    ],
)
def test_errors_of_one_kind_have_one_name(error: str, kind: str) -> None:
    assert reason(error) == kind


def test_failures_are_summed_up_with_their_tries() -> None:
    late, broken = failed("ReadTimeout: slow", 1.0, attempts=4), failed("HTTP 500: x", 0.1, attempts=2)
    again = Reply("answered", "是", (), (), None, 0.1, attempts=2)
    found = failures([late, FINE, broken, late, again])
    assert found == Failures({"time-out": 2, "HTTP 500": 1}, tries=10, retried=1)
    assert found.told() == "errors 3: 2 × time-out, 1 × HTTP 500; 10 tries; answered after more than one try: 1"


def test_nothing_is_said_of_a_run_without_failures() -> None:
    assert failures([FINE]).told() == ""
