from hub.pace import CUT_ABOVE, HASTY_ABOVE, PATIENCE_S, Pace


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def send(pace: Pace, clock: Clock, second: int, frames: int) -> bool:
    clock.now = 100.0 + second
    for _ in range(frames):
        pace.note()
    return pace.is_flood


def test_what_any_client_sends_is_no_flood() -> None:
    clock = Clock()
    pace = Pace(clock)
    assert not any(send(pace, clock, second, HASTY_ABOVE) for second in range(60))


def test_one_second_far_beyond_is_a_flood_at_once() -> None:
    clock = Clock()
    pace = Pace(clock)
    assert not send(pace, clock, 0, CUT_ABOVE)
    assert send(pace, clock, 0, 1)


def test_a_burst_is_forgiven_and_persistence_is_not() -> None:
    clock = Clock()
    pace = Pace(clock)
    for second in range(0, 20, 2):
        assert not send(pace, clock, second, CUT_ABOVE)
    for second in range(30, 30 + PATIENCE_S):
        assert not send(pace, clock, second, HASTY_ABOVE + 1)
    assert send(pace, clock, 30 + PATIENCE_S, 1)
