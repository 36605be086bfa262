using RedisAi.Registry;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Registry;

public sealed class KeyedGateTests
{
    [Fact]
    public async Task One_at_a_time_is_in_for_a_key_in_the_order_in_which_they_came()
    {
        KeyedGate gate = new();
        IDisposable first = await gate.EnterAsync("a", TestContext.Current.CancellationToken);
        Task<IDisposable> second = gate.EnterAsync("a", TestContext.Current.CancellationToken);
        Task<IDisposable> third = gate.EnterAsync("a", TestContext.Current.CancellationToken);
        Assert.Equal((false, false), (second.IsCompleted, third.IsCompleted));

        first.Dispose();
        await Eventually.EndsAsync(second);
        Assert.False(third.IsCompleted);

        (await second).Dispose();
        await Eventually.EndsAsync(third);
        (await third).Dispose();
    }

    [Fact]
    public async Task Nobody_waits_for_another_key()
    {
        KeyedGate gate = new();

        using IDisposable one = await gate.EnterAsync("a", TestContext.Current.CancellationToken);
        Task<IDisposable> other = gate.EnterAsync("b", TestContext.Current.CancellationToken);
        await Eventually.EndsAsync(other);

        Assert.Equal(2, gate.Count);
        (await other).Dispose();
    }

    [Fact]
    public async Task Who_does_not_wait_any_longer_is_passed_over()
    {
        KeyedGate gate = new();
        using CancellationTokenSource impatient = new();
        IDisposable first = await gate.EnterAsync("a", TestContext.Current.CancellationToken);
        Task<IDisposable> second = gate.EnterAsync("a", impatient.Token);
        Task<IDisposable> third = gate.EnterAsync("a", TestContext.Current.CancellationToken);

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        first.Dispose();

        await Eventually.EndsAsync(third);
        (await third).Dispose();
    }

    [Fact]
    public async Task Key_takes_no_memory_once_nobody_is_in_or_waits()
    {
        KeyedGate gate = new();
        using CancellationTokenSource impatient = new();
        IDisposable first = await gate.EnterAsync("a", TestContext.Current.CancellationToken);
        Task<IDisposable> second = gate.EnterAsync("a", TestContext.Current.CancellationToken);
        Task<IDisposable> third = gate.EnterAsync("a", impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        Assert.Equal(1, gate.Count);

        first.Dispose();
        await Eventually.EndsAsync(second);
        (await second).Dispose();

        Assert.Equal(0, gate.Count);
    }
}
