namespace RedisAi.Soak.Plans;

/// <summary>The models that plans and scripts call, in C#, and whoever replaces them: each version answers the same.</summary>
internal sealed class PlanModels(string name, SoakContext soak) : Worker(name, soak)
{
    /// <summary>Doubles whole numbers.</summary>
    public const string Double = "double";

    /// <summary>Doubles, unless there is a number that it takes offence at.</summary>
    public const string Fragile = "fragile";

    /// <summary>What the fragile model fails of.</summary>
    public const long Offence = 13;

    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);

    private static readonly ModelSignature s_signature = new(
        [new TensorSpec("x", TensorDataType.Int64, new ShapePattern([-1, 1]))], [new TensorSpec("y", TensorDataType.Int64, new ShapePattern([-1, 1]))]);

    public override async Task StartAsync()
    {
        await StoreAsync(Double);
        await StoreAsync(Fragile);
    }

    public override async Task StepAsync()
    {
        Begin("waits");
        await Task.Delay(s_longestPause * Random.NextDouble(), TimeProvider.System);
        await StoreAsync(Random.Next(2) == 0 ? Double : Fragile);
        Did("plan's model replaced");
    }

    public override Task SettleAsync() => StartAsync();

    private Task<ModelInfo> StoreAsync(string key) => Soak.Main.Models.StoreAsync(
        key,
        ModelSource.FromFunction(s_signature, key == Double ? Doubled : static inputs => inputs[0].AsSpan<long>().Contains(Offence) ? throw new ProvokedException() : Doubled(inputs)),
        new ModelOptions { MaxWait = TimeSpan.FromMinutes(5), Batching = { Mode = BatchingMode.On, IsPure = true } });

    private static AiTensor[] Doubled(IReadOnlyList<AiTensor> inputs) => [Numbers.Map(inputs[0], static x => 2 * x)];
}
