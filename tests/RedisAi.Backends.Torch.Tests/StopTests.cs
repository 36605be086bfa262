using RedisAi.Testing;

namespace RedisAi.Backends.Torch.Tests;

/// <summary>Endless loops, wherever they are, end soon after they were asked to.</summary>
public sealed class StopTests
{
    private static readonly TimeSpan s_head = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData("slow", true)]
    [InlineData("slow", false)]
    [InlineData("slow_fork", true)]
    [InlineData("slow_fork", false)]
    [InlineData("slow_interface", true)]
    [InlineData("slow_interface", false)]
    public async Task Endless_loop_of_a_model_ends_within_100_ms(string name, bool optimize)
    {
        await using RedisAiEngine ai = await TorchModels.EngineWithAsync(name, torch => torch.Optimize = optimize);
        using AiTensor endless = TorchModels.Filled(1, 1);
        using AiTensor quick = TorchModels.Filled(0, 1);

        await Promptness.AssertAsync(s_soon, () => Promptness.CancelAsync(token => ai.Models["m"].RunAsync([endless], cancellationToken: token).AsTask(), s_head));

        using ModelResult result = ai.Models["m"].Run([quick]);
        Assert.Equal(1, result.Count);
    }

    [Fact]
    public async Task Call_that_waits_for_another_of_a_model_with_a_state_can_be_stopped()
    {
        await using RedisAiEngine ai = TorchModels.Engine();
        await ai.Models.StoreAsync("m", TorchModels.Source("slow_stateful"));
        using AiTensor endless = TorchModels.Filled(1, 1);
        using CancellationTokenSource first = new();
        Task running = OnOwnThread(() => ai.Models["m"].Run([endless], cancellationToken: first.Token));
        await Task.Delay(s_head, TimeProvider.System);

        await Promptness.AssertAsync(s_soon, () => Promptness.CancelAsync(token => OnOwnThread(() => ai.Models["m"].Run([endless], cancellationToken: token)), s_head));

        Assert.False(running.IsCompleted, "The other call was stopped too.");
        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    /// <summary>Two endless calls at once would keep both threads of a small pool, and the test itself waits for one.</summary>
    private static Task OnOwnThread(Func<ModelResult> run) =>
        Task.Factory.StartNew(() => run().Dispose(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
