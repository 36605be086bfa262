using RedisAi.Testing;
using RedisAi.Testing.Simulation;

namespace RedisAi.Tests.Batching;

/// <summary>An engine on virtual time with models of sessions, <see cref="SessionModel"/>, that run only when the test says so.</summary>
internal sealed class SimulatedSessions : IAsyncDisposable
{
    private readonly ModelOptions _options = SessionModel.Options();

    private SimulatedSessions()
    {
        SimulatedBackend backend = new(SessionModel.Signature, (execution, inputs, outputs) =>
        {
            Runs.Add(inputs[1].Shape[0]);
            Time.Advance(Cost);
            SessionModel.Run(execution, inputs, outputs);
        });
        Engine = new RedisAiEngine(new RedisAiOptions(), [backend], keyspace: null, Time, loggerFactory: null, meterFactory: null, Threads);
    }

    public ManualTimeProvider Time { get; } = new();

    public StepThreads Threads { get; } = new();

    public RedisAiEngine Engine { get; }

    /// <summary>The rows of each run.</summary>
    public List<long> Runs { get; } = [];

    /// <summary>What a run takes.</summary>
    public TimeSpan Cost { get; set; }

    public static async Task<SimulatedSessions> CreateAsync(
        BatchingMode mode = BatchingMode.On, double maxWaitMs = 10_000, SessionPromotion promotion = SessionPromotion.Migrate)
    {
        SimulatedSessions sessions = new();
        (sessions._options.WarmUp, sessions._options.Batching.Mode, sessions._options.MaxWait) = (false, mode, TimeSpan.FromMilliseconds(maxWaitMs));
        sessions._options.Routing.Promotion = promotion;
        await sessions.StoreAsync("m");
        return sessions;
    }

    /// <summary>Stores another model, or another version, with the same options.</summary>
    public Task StoreAsync(string model) => Engine.Models.StoreAsync(model, SimulatedBackend.Source, _options);

    /// <summary>Calls a model with one row; the answer has both states as they were, the value, and the number of the load that answered.</summary>
    public async Task<long[]> CallAsync(string session, long value, TimeSpan? timeout = null, string model = "m")
    {
        using AiTensor x = AiTensor.Create<long>([1, 1], [value]);
        using ModelResult result = await Engine.Models[model].RunAsync([x], new InferenceOptions { Session = session, Timeout = timeout }).ConfigureAwait(false);
        return result.AsSpan<long>(0).ToArray();
    }

    /// <summary>Calls the model, and tells how long to wait if it is refused.</summary>
    public async Task<TimeSpan?> TryCallAsync(string session, long value)
    {
        using AiTensor x = AiTensor.Create<long>([1, 1], [value]);
        InferenceAttempt attempt = await Engine.Models["m"].TryRunAsync([x], new InferenceOptions { Session = session }).ConfigureAwait(false);
        if (attempt.Accepted)
        {
            attempt.Result.Dispose();
        }

        return attempt.Accepted ? null : attempt.RetryAfter;
    }

    public async ValueTask DisposeAsync()
    {
        Threads.RunAll();
        await Engine.DisposeAsync();
    }
}
