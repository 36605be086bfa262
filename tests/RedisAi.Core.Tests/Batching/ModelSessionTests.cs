using RedisAi.Batching;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Batching;

public sealed class ModelSessionTests
{
    private readonly ModelSession[] _sessions = [.. Enumerable.Range(0, 50_000).Select(static number => new ModelSession($"s{number}"))];

    [Fact]
    public void Turn_goes_to_one_of_two_calls_that_take_it_at_the_same_moment()
    {
        int[] entered = new int[2];

        int steps = Threads.RunInStep(2, _sessions.Length, (thread, step) => entered[thread] += _sessions[step].TryEnter() ? 1 : 0);

        Assert.Equal(steps, entered[0] + entered[1]);
        Assert.All(_sessions.Take(steps), static session => Assert.True(session.IsBusy));
    }

    [Fact]
    public void Turn_goes_to_one_of_two_calls_that_would_wait_for_it_and_come_at_the_same_moment()
    {
        int[] taken = new int[2];

        int steps = Threads.RunInStep(2, _sessions.Length, (thread, step) => taken[thread] += _sessions[step].EnterOrPark(new Waiter()) == TurnOutcome.Taken ? 1 : 0);

        Assert.Equal(steps, taken[0] + taken[1]);
        Assert.All(_sessions.Take(steps), static session => Assert.Equal(1, session.Waiting));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Call_that_comes_at_the_moment_when_the_turn_is_given_back_gets_it_one_way_or_the_other(bool ends)
    {
        TurnOutcome[] outcomes = new TurnOutcome[_sessions.Length];
        SessionWaiter?[] next = new SessionWaiter?[_sessions.Length];
        Array.ForEach(_sessions, static session => Assert.True(session.TryEnter()));

        int steps = Threads.RunInStep(2, _sessions.Length, (thread, step) =>
        {
            if (thread == 0)
            {
                next[step] = ends ? _sessions[step].LeaveOrEnd() : _sessions[step].Leave();
            }
            else
            {
                outcomes[step] = _sessions[step].EnterOrPark(new Waiter());
            }
        });

        TurnOutcome late = ends ? TurnOutcome.Ended : TurnOutcome.Taken;
        for (int step = 0; step < steps; step++)
        {
            Assert.Equal(next[step] is null ? late : TurnOutcome.Waiting, outcomes[step]);
            Assert.Equal((0, next[step] is null && ends), (_sessions[step].Waiting, _sessions[step].IsEnded));
        }
    }

    private sealed class Waiter : SessionWaiter
    {
        protected override SessionWaiter? OnTurn() => null;
    }
}
