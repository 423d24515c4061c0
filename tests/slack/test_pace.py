"""The pace of calls, against limits of every size: fast, hardly ever refused, and never beside the point."""

from __future__ import annotations

import asyncio

import pytest

from bot.platforms.slack.pace import LONGEST_WAIT, EachChannel, Pace, Time, TooLong
from tests.slack.standin.rates import Bucket

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Hours:
    """Time that goes only when somebody waits."""

    def __init__(self) -> None:
        self.now = 1000.0

    async def sleep(self, seconds: float) -> None:
        self.now += seconds

    @property
    def time(self) -> Time:
        return Time(lambda: self.now, self.sleep)


async def send(pace: Pace, hours: Hours, bucket: Bucket, count: int, answer: float = 0.02) -> int:
    """Calls one after the other until so many are taken. How many were refused."""
    refused = taken = 0
    while taken < count:
        await pace.turn()
        hours.now += answer
        bucket.fill(hours.now)
        if (wait := bucket.wait()) > 0:
            refused += 1
            pace.refused(float(max(1, -(-wait // 1))))
        else:
            bucket.level -= 1
            taken += 1
            pace.taken()
    return refused


@pytest.mark.parametrize("rate", [2.0, 5.0, 15.0, 30.0, 60.0])
@pytest.mark.parametrize("store", [1.0, 10.0, 50.0])
async def test_the_limit_is_found_and_kept_whatever_it_is(rate: float, store: float) -> None:
    hours = Hours()
    pace, bucket = Pace(hours.time, 5.0), Bucket(rate, store)
    refused = await send(pace, hours, bucket, 500)
    assert refused <= 12
    begun = hours.now
    assert await send(pace, hours, bucket, 500) <= 8, "hardly ever refused"
    assert 500 / (hours.now - begun) >= 0.8 * rate


@pytest.mark.parametrize("store", [1.0, 5.0, 10.0, 20.0])
async def test_at_slacks_own_limit_nearly_nothing_is_lost_from_the_first_call(store: float) -> None:
    hours = Hours()
    pace, bucket = Pace(hours.time, 5.0), Bucket(5.0, store)
    begun = hours.now
    assert await send(pace, hours, bucket, 500) < 5
    assert 500 / (hours.now - begun) >= 0.95 * 5.0


async def test_who_has_waited_through_a_refusal_does_not_go_all_at_once() -> None:
    loop = asyncio.get_running_loop()
    pace = Pace(Time(loop.time), 100.0)
    await pace.turn()
    waiting = [asyncio.create_task(pace.turn()) for _ in range(8)]
    await asyncio.sleep(0)
    pace.refused(0.1)
    begun = loop.time()
    await asyncio.gather(*waiting)
    assert loop.time() - begun >= 0.1 + 6 / 100


async def test_a_pace_that_is_told_is_never_exceeded() -> None:
    hours = Hours()
    pace, bucket = Pace(hours.time, 10.0, most=10.0), Bucket(10.0, 3.0)
    begun = hours.now
    assert await send(pace, hours, bucket, 500, answer=0.0) == 0
    assert 500 / (hours.now - begun) >= 9.5


async def test_a_long_refusal_is_not_waited_for_here() -> None:
    hours = Hours()
    pace = Pace(hours.time, 5.0)
    pace.refused(LONGEST_WAIT + 60)
    with pytest.raises(TooLong) as wait:
        await pace.turn()
    assert wait.value.seconds > LONGEST_WAIT


async def test_a_channel_gets_one_message_a_second_and_others_do_not_wait() -> None:
    hours = Hours()
    channels = EachChannel(hours.time, 1.0)
    await channels.turn("a")
    begun = hours.now
    await channels.turn("b")
    assert hours.now == begun
    await channels.turn("a")
    assert hours.now == begun + 1.0
