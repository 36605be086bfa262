using RedisAi.Backends;
using RedisAi.Execution;
using RedisAi.Tensors;
using Xunit;

namespace RedisAi.Tests.Execution;

public sealed class RunStopperTests
{
    private const long Millisecond = TimeSpan.TicksPerMillisecond;

    [Fact]
    public void Timer_that_fires_early_is_set_for_the_rest()
    {
        HandTime time = new();
        CountingExecution execution = new();
        using RunStopper stopper = new(execution, time);
        stopper.Arm(deadline: 50 * Millisecond, CancellationToken.None);

        time.Now = (50 * Millisecond) - 1;
        time.Fire();
        int early = execution.Cancellations;
        TimeSpan rest = time.DueTime;
        time.Now = 50 * Millisecond;
        time.Fire();

        Assert.Equal(0, early);
        Assert.Equal(TimeSpan.FromMilliseconds(1), rest);
        Assert.Equal(1, execution.Cancellations);
        Assert.Equal(StopReason.TimedOut, stopper.Disarm());
        Assert.Equal(1, execution.Resets);
    }

    [Fact]
    public void Tick_that_comes_after_its_run_does_not_stop_the_next_one_without_a_deadline()
    {
        HandTime time = new();
        CountingExecution execution = new();
        using RunStopper stopper = new(execution, time);
        stopper.Arm(deadline: 50 * Millisecond, CancellationToken.None);
        time.Now = 50 * Millisecond;
        Assert.Equal(StopReason.None, stopper.Disarm());

        stopper.Arm(deadline: long.MaxValue, CancellationToken.None);
        time.Fire();

        Assert.Equal(0, execution.Cancellations);
        Assert.Equal(StopReason.None, stopper.Disarm());
    }

    [Fact]
    public void Tick_that_comes_after_its_run_does_not_stop_the_next_one_with_a_later_deadline()
    {
        HandTime time = new();
        CountingExecution execution = new();
        using RunStopper stopper = new(execution, time);
        stopper.Arm(deadline: 50 * Millisecond, CancellationToken.None);
        time.Now = 50 * Millisecond;
        stopper.Disarm();

        stopper.Arm(deadline: 90 * Millisecond, CancellationToken.None);
        time.Fire();

        Assert.Equal(0, execution.Cancellations);
        Assert.Equal(TimeSpan.FromMilliseconds(40), time.DueTime);
        Assert.Equal(StopReason.None, stopper.Disarm());
    }

    [Fact]
    public void Tick_between_two_runs_sets_no_timer()
    {
        HandTime time = new();
        CountingExecution execution = new();
        using RunStopper stopper = new(execution, time);
        stopper.Arm(deadline: 50 * Millisecond, CancellationToken.None);
        stopper.Disarm();

        time.Fire();

        Assert.Equal(Timeout.InfiniteTimeSpan, time.DueTime);
        Assert.Equal(0, execution.Cancellations);
    }

    [Fact]
    public void Run_without_token_and_deadline_is_stopped_by_the_engine_alone()
    {
        CountingExecution execution = new();
        using RunStopper stopper = new(execution, new HandTime());
        stopper.Arm(deadline: long.MaxValue, CancellationToken.None);

        stopper.Stop(StopReason.Shutdown);
        stopper.Stop(StopReason.Shutdown);

        Assert.Equal(1, execution.Cancellations);
        Assert.Equal(StopReason.Shutdown, stopper.Disarm());
    }

    [Fact]
    public void Nothing_is_stopped_while_nothing_runs()
    {
        CountingExecution execution = new();
        using RunStopper stopper = new(execution, new HandTime());

        stopper.Stop(StopReason.Shutdown);
        stopper.Arm(deadline: long.MaxValue, CancellationToken.None);
        stopper.Disarm();
        stopper.Stop(StopReason.Shutdown);

        Assert.Equal(0, execution.Cancellations);
    }

    [Fact]
    public void Timer_is_given_back_with_the_stopper()
    {
        HandTime time = new();
        RunStopper stopper = new(new CountingExecution(), time);
        stopper.Arm(deadline: 50 * Millisecond, CancellationToken.None);
        stopper.Disarm();
        int before = time.DisposedTimers;

        stopper.Dispose();

        Assert.Equal(0, before);
        Assert.Equal(1, time.DisposedTimers);
    }

    private sealed class CountingExecution : IModelExecution
    {
        public int Cancellations { get; private set; }

        public int Resets { get; private set; }

        public void Execute(ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs)
        {
        }

        public void Cancel() => Cancellations++;

        public void ResetCancel() => Resets++;

        public void Dispose()
        {
        }
    }

    /// <summary>A clock and a timer that move only by hand, also wrongly.</summary>
    private sealed class HandTime : TimeProvider
    {
        private Action? _fire;

        public long Now { get; set; }

        public TimeSpan DueTime { get; private set; }

        public int DisposedTimers { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _fire = () => callback(state);
            return new HandTimer(this);
        }

        public void Fire() => _fire!();

        private sealed class HandTimer(HandTime time) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                time.DueTime = dueTime;
                return true;
            }

            public void Dispose() => time.DisposedTimers++;

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
