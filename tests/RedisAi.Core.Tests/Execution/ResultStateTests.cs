using RedisAi.Models;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Execution;

public sealed class ResultStateTests
{
    [Fact]
    public void Result_that_two_threads_dispose_at_the_same_moment_is_given_back_once()
    {
        CountedState[] states = [.. Enumerable.Range(0, 50_000).Select(static _ => new CountedState())];

        int steps = Threads.RunInStep(2, states.Length, (_, step) => states[step].Dispose(generation: 0));

        Assert.All(states.Take(steps), static state => Assert.Equal((1, 1), (state.GivenBack, state.Generation)));
    }

    private sealed class CountedState() : ModelResultState(new ModelSignature([], []), version: 1)
    {
        private int _givenBack;

        public int GivenBack => _givenBack;

        protected override void GiveBack() => Interlocked.Increment(ref _givenBack);
    }
}
