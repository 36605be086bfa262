namespace RedisAi.Tests.Models;

/// <summary>A model that adds up what a session gives it, each version with a factor of its own, so that sums tell which versions have answered.</summary>
internal static class CountingModel
{
    public static ModelSignature Signature { get; } = new(
        [Column("x"), Column("sum")],
        [Column("y"), Column("sumN")]);

    private static TensorSpec Column(string name) => new(name, TensorDataType.Float32, new ShapePattern([-1, 1]));

    public static ModelOptions WithState(TimeSpan? timeToLive = null) => new() { States = { new ModelState("sum", "sumN") { TimeToLive = timeToLive } } };

    public static long Compared(RedisAiEngine ai, int version) => ai.Models.ListVersions("m").Single(info => info.Version == version).Shadow?.Compared ?? 0;

    public static async Task<int[]> VersionsAsync(RedisAiEngine ai, int sessions)
    {
        int[] versions = new int[sessions];
        for (int i = 0; i < sessions; i++)
        {
            versions[i] = await VersionThatAnswersAsync(ai, $"user:{i}");
        }

        return versions;
    }

    /// <summary>Which version answers a call that gives all inputs: each adds its own number.</summary>
    public static async Task<int> VersionThatAnswersAsync(RedisAiEngine ai, string? session)
    {
        using AiTensor one = AiTensor.Create<float>([1, 1], [1]);
        using AiTensor zero = AiTensor.Create<float>([1, 1], [0]);
        using ModelResult result = await ai.Models["m"].RunAsync([one, zero], new InferenceOptions { Session = session });
        return (int)result.AsSpan<float>("sumN")[0];
    }

    /// <summary>Adds 1, times the model's factor, to the state of a session.</summary>
    public static async Task<float> SumAsync(RedisAiEngine ai, string session, string model = "m", CancellationToken cancellationToken = default)
    {
        using AiTensor one = AiTensor.Create<float>([1, 1], [1]);
        using ModelResult result = await ai.Models[model].RunAsync([one], new InferenceOptions { Session = session }, cancellationToken);
        return result.AsSpan<float>("sumN")[0];
    }

    public static ModelSource Counter(float factor, Func<bool>? fails = null) => Counter(Signature, factor, fails);

    /// <summary>The same, of which the input of the state has another name.</summary>
    public static ModelSource Renamed(float factor) => Counter(new ModelSignature([Column("x"), Column("total")], Signature.Outputs), factor, fails: null);

    public static ModelOptions WithRenamedState() => new() { States = { new ModelState("total", "sumN") } };

    private static ModelSource Counter(ModelSignature signature, float factor, Func<bool>? fails) => ModelSource.FromFunction(
        signature,
        (inputs, _) => fails?.Invoke() == true
            ? throw new InvalidOperationException("not now")
            : [inputs[0], AiTensor.Create<float>([1, 1], [inputs[1].AsSpan<float>()[0] + (factor * inputs[0].AsSpan<float>()[0])])]);

    /// <summary>A version that serves and two candidates with a quarter of the calls each.</summary>
    public static async Task StoreThreeAsync(RedisAiEngine ai)
    {
        await ai.Models.StoreAsync("m", Counter(1));
        await ai.Models.StoreCandidateAsync("m", Counter(2), CandidateTraffic.Answers(0.25));
        await ai.Models.StoreCandidateAsync("m", Counter(3), CandidateTraffic.Answers(0.25));
    }
}
