using RedisAi.Store;
using Xunit;

namespace RedisAi.Tests.Store;

public sealed class StoreClockTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 4)]
    [InlineData(9, 10)]
    public void Moment_is_read_again_while_the_thread_stands_still_between_both_clocks(int times, int reads)
    {
        DelayedTime time = new(times);

        ClockMoment moment = new StoreClock(time).Moment();

        Assert.Equal(reads, time.Reads);
        Assert.Equal(DelayedTime.Start + TimeSpan.FromTicks(moment.Timestamp), moment.Time);
    }

    [Fact]
    public void Moment_is_given_after_ten_attempts_even_if_the_clocks_never_are_close()
    {
        DelayedTime time = new(int.MaxValue);

        ClockMoment moment = new StoreClock(time).Moment();

        Assert.Equal(10, time.Reads);
        Assert.Equal(DelayedTime.Start + TimeSpan.FromTicks(moment.Timestamp) + DelayedTime.Delay, moment.Time);
    }

    /// <summary>Between the timestamp and the time that people read, two milliseconds pass so many times.</summary>
    private sealed class DelayedTime(int times) : TimeProvider
    {
        public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        public static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(2);

        private long _ticks;

        public int Reads { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public override DateTimeOffset GetUtcNow()
        {
            Reads++;
            Assert.InRange(Reads, 1, 100);
            _ticks += Reads <= times ? Delay.Ticks : 0;
            return Start + TimeSpan.FromTicks(_ticks);
        }
    }
}
