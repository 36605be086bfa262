using System.Diagnostics;
using RedisAi.Testing;
using RedisAi.Testing.Simulation;
using Xunit;

namespace RedisAi.Tests.Batching;

/// <summary>Real threads against each other; <c>STRESS_SECONDS</c> says how long each test takes, 2 seconds unless set.</summary>
public sealed class SessionStressTests
{
    private const int Callers = 8;

    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(
        int.TryParse(Environment.GetEnvironmentVariable("STRESS_SECONDS"), System.Globalization.CultureInfo.InvariantCulture, out int seconds) ? seconds : 2);

    [Fact]
    public async Task Nothing_is_lost_doubled_or_mixed_up_under_calls_cancellations_timeouts_and_swaps()
    {
        await using RedisAiEngine ai = Engine();
        await ai.Models.StoreAsync("m", SimulatedBackend.Source, SessionModel.Options());
        long started = Stopwatch.GetTimestamp();
        Task[] tasks = [.. Enumerable.Range(0, Callers).Select(caller => Task.Run(() => LiveAsync(ai, caller, IsOver))), Task.Run(SwapAsync)];

        await Task.WhenAll(tasks).WaitAsync(s_time + TimeSpan.FromSeconds(60));

        bool IsOver() => Stopwatch.GetElapsedTime(started) > s_time;

        async Task SwapAsync()
        {
            while (!IsOver())
            {
                await ai.Models.StoreAsync("m", SimulatedBackend.Source);
                await ai.Models.StoreAsync("other", SimulatedBackend.Source, SessionModel.Options());
                await ai.Models.DeleteAsync("other");
            }
        }
    }

    [Fact]
    public async Task Every_call_ends_when_the_engine_is_disposed_under_load()
    {
        long until = Stopwatch.GetTimestamp() + (long)(s_time.TotalSeconds * Stopwatch.Frequency);
        while (Stopwatch.GetTimestamp() < until)
        {
            RedisAiEngine ai = Engine();
            await ai.Models.StoreAsync("m", SimulatedBackend.Source, SessionModel.Options());
            Task[] callers = [.. Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallUntilClosedAsync(ai, caller)))];
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);

            await Eventually.EndsAsync(ai.DisposeAsync().AsTask());

            await Eventually.EndsAsync(Task.WhenAll(callers));
        }
    }

    private static RedisAiEngine Engine() => new(new SimulatedBackend(SessionModel.Signature, SessionModel.Run));

    private static async Task CallUntilClosedAsync(RedisAiEngine ai, int caller)
    {
        using AiTensor x = AiTensor.Create<long>([1, 1], [caller]);
        InferenceOptions options = new() { Session = $"{caller % 3}" };
        try
        {
            IModel model = ai.Models["m"];
            while (true)
            {
                ModelResult result = caller % 2 == 0 ? await model.RunAsync([x], options) : model.Run([x], options);
                result.Dispose();
            }
        }
        catch (ObjectDisposedException)
        {
        }
    }

    /// <summary>Calls sessions of its own, several calls at once each, and follows what their states must be.</summary>
    private static async Task LiveAsync(RedisAiEngine ai, int caller, Func<bool> isOver)
    {
        Random random = new(caller);
        IModel model = ai.Models["m"];
        (long H, long G)[] states = new (long, long)[4];
        while (!isOver())
        {
            int session = random.Next(states.Length);
            string name = $"{caller}:{session}";
            if (random.Next(50) == 0)
            {
                await ai.EndSessionAsync(name);
                states[session] = default;
            }

            // Ended in the order of their acceptance: the state goes from one to the next.
            Task<long[]?>[] calls = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => CallAsync(model, name, random))];
            foreach (Task<long[]?> call in calls)
            {
                if (await call is { } answer)
                {
                    (long h, long g) = states[session];
                    Assert.Equal((h, g), (answer[0], answer[1]));
                    states[session] = (unchecked((31 * h) + answer[2] + answer[3]), g + 1);
                }
            }
        }

        for (int session = 0; session < states.Length; session++)
        {
            using AiTensor? h = ai.Tensors.Get(model.GetStateKey($"{caller}:{session}", "h"));
            Assert.Equal(states[session].H, h?.ToArray<long>()[0] ?? 0);
        }
    }

    /// <summary>The answer to a call; null when it was cancelled, failed or took too long, and so left the state as it was.</summary>
    private static async Task<long[]?> CallAsync(IModel model, string session, Random random)
    {
        long value = random.Next(60) == 0 ? SimulatedModel.Poison : 1_000 + random.Next(1_000_000);
        InferenceOptions options = new() { Session = session, Timeout = random.Next(20) == 0 ? TimeSpan.FromMilliseconds(random.Next(1, 4)) : null };
        using CancellationTokenSource cancellation = new();
        bool blocks = random.Next(4) == 0;
        Task cancel = random.Next(10) == 0 ? Task.Run(cancellation.Cancel) : Task.CompletedTask;
        long[] row = random.Next(2) == 0 ? [value] : [value, 1];
        using AiTensor x = AiTensor.Create<long>([1, row.Length], row);
        try
        {
            using ModelResult result = blocks ? model.Run([x], options, cancellation.Token) : await model.RunAsync([x], options, cancellation.Token);
            Assert.NotEqual(SimulatedModel.Poison, value);
            return result.AsSpan<long>(0).ToArray();
        }
        catch (Exception error) when (error is OperationCanceledException or TimeoutException or EngineOverloadedException || (error is BackendException && value == SimulatedModel.Poison))
        {
            return null;
        }
        finally
        {
            await cancel;
        }
    }
}
