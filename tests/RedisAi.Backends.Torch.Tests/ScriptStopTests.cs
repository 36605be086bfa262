using System.Diagnostics;
using RedisAi.Testing;

namespace RedisAi.Backends.Torch.Tests;

/// <summary>Scripts that loop for ever are stopped, and what cannot be stopped says so.</summary>
public sealed class ScriptStopTests
{
    private const string Source = """
        def spin(x):
            n = 0
            while True:
                n += 1
            return x

        def spin_tensor(x):
            y = x
            while bool((y == y).all()):
                y = y + 0
            return y

        def nested(x):
            for i in range(1000000000):
                for j in range(1000000000):
                    if i < 0:
                        break
            return x

        def in_helper(x):
            return spin(x)

        def forked(x):
            f = torch.jit.fork(spin, x)
            return torch.jit.wait(f)

        def in_model(x):
            return redisAI.model_execute("endless", [x], 1)

        def long_operator(x):
            return torch.matmul(x, x).sum()

        def quick(x):
            return x
        """;

    private static readonly TimeSpan s_head = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData("spin")]
    [InlineData("spin_tensor")]
    [InlineData("nested")]
    [InlineData("in_helper")]
    [InlineData("forked")]
    [InlineData("in_model")]
    public async Task Endless_loop_is_cancelled_within_100_ms_and_the_next_call_runs(string function)
    {
        await using RedisAiEngine ai = await EngineAsync();
        using AiTensor x = TorchModels.Filled(1, 1);

        await Promptness.AssertAsync(s_soon, async () =>
        {
            TimeSpan took = await Promptness.CancelAsync(token => ai.Scripts["s"].RunAsync(function, [x], cancellationToken: token).AsTask(), s_head);
            ai.Scripts["s"].Run("quick", [x]).Dispose();
            return took;
        });
    }

    [Theory]
    [InlineData("spin")]
    [InlineData("in_model")]
    public async Task Endless_loop_ends_when_its_time_is_over(string function)
    {
        await using RedisAiEngine ai = await EngineAsync();
        using AiTensor x = TorchModels.Filled(1, 1);

        await Assert.ThrowsAsync<TimeoutException>(async () => await ai.Scripts["s"].RunAsync(function, [x], options: new InferenceOptions { Timeout = s_head }));

        ai.Scripts["s"].Run("quick", [x]).Dispose();
    }

    [Fact]
    public async Task Synchronous_call_ends_when_its_time_is_over()
    {
        await using RedisAiEngine ai = await EngineAsync();
        using AiTensor x = TorchModels.Filled(1, 1);

        Assert.Throws<TimeoutException>(() => ai.Scripts["s"].Run("spin", [x], options: new InferenceOptions { Timeout = s_head }));
    }

    [Fact]
    public async Task Engine_that_closes_stops_a_script()
    {
        RedisAiEngine ai = new(new RedisAiOptions { ShutdownTimeout = s_head }, [new TorchBackend()]);
        await ai.Scripts.StoreAsync("s", ScriptSource.FromText(Source));
        using AiTensor x = TorchModels.Filled(1, 1);
        Task run = ai.Scripts["s"].RunAsync("spin", [x]).AsTask();
        await Task.Delay(s_head, TimeProvider.System);

        await ai.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => run);
    }

    [Fact]
    public async Task Single_long_operator_cannot_be_stopped_and_the_error_says_so()
    {
        const string Unstoppable = "after it was asked to stop, since what it was doing cannot be interrupted";
        InferenceOptions soon = new() { Timeout = TimeSpan.FromMilliseconds(20) };
        await using RedisAiEngine ai = await EngineAsync();

        // The product of a larger and larger matrix with itself, until it takes this machine so long that nobody would call it prompt; where others keep it busy,
        // the request to stop may come late, and a longer one is tried. The operator ends by itself; what it gave is not handed out, since the caller's time was over before.
        string message = "";
        for ((int side, TimeSpan taken) = (2000, default); taken < s_long && !message.Contains(Unstoppable, StringComparison.Ordinal); side = side * 3 / 2)
        {
            using AiTensor square = TorchModels.Filled(1e-3f, side, side);
            long started = Stopwatch.GetTimestamp();
            Exception? error = await Record.ExceptionAsync(async () => (await ai.Scripts["s"].RunAsync("long_operator", [square], options: soon)).Dispose());
            taken = Stopwatch.GetElapsedTime(started);
            message = error is null && taken < s_long ? "" : Assert.IsType<TimeoutException>(error).Message;
        }

        Assert.Contains(Unstoppable, message, StringComparison.Ordinal);
    }

    private static async Task<RedisAiEngine> EngineAsync()
    {
        RedisAiEngine ai = await TorchScripts.EngineWithAsync(Source);
        await ai.Models.StoreAsync("endless", TorchModels.Source("slow"));
        return ai;
    }
}
