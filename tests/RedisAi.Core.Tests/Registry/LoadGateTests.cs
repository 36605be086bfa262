using RedisAi.Registry;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Registry;

public sealed class LoadGateTests
{
    [Fact]
    public void Closed_gate_ends_with_the_last_load_and_lets_no_other_in()
    {
        LoadGate gate = new();
        Assert.True(gate.TryEnter());

        gate.Close();

        Assert.True(gate.Closing.IsCancellationRequested);
        Assert.False(gate.Ended.IsCompleted);
        gate.Exit();
        Assert.True(gate.Ended.IsCompleted);
        Assert.False(gate.TryEnter());
    }

    [Fact]
    public void Loads_that_come_and_go_at_the_same_moment_are_all_counted()
    {
        LoadGate gate = new();
        int[] refused = new int[2];

        int come = Threads.RunInStep(2, 100_000, (thread, _) => refused[thread] += gate.TryEnter() ? 0 : 1);
        int gone = Threads.RunInStep(2, come, (_, _) => gate.Exit());

        for (int left = 2 * (come - gone); left > 0; left--)
        {
            gate.Exit();
        }

        Assert.Equal([0, 0], refused);
        Assert.False(gate.Ended.IsCompleted);
        gate.Close();
        Assert.True(gate.Ended.IsCompleted);
    }
}
