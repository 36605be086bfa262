namespace RedisAi.Store.Redis.Tests.Failover;

/// <summary>A model whose state tells exactly which steps were applied, in which order: one that is lost, or applied twice, changes all that follows.</summary>
internal static class ChainModel
{
    public const string Key = "chain";

    private static readonly ModelSignature s_signature = new([Spec("x", 1), Spec("state", 2)], [Spec("next", 2)]);

    /// <summary>The key of a session's state in Redis.</summary>
    public static string StateKeyOf(string session) => $"ai:{{{session}}}/{Key}/state";

    public static async Task<IModel> StoreAsync(RedisAiEngine engine)
    {
        await engine.Models.StoreAsync(Key, ModelSource.FromFunction(s_signature, Run), new ModelOptions { States = { new ModelState("state", "next") } });
        return engine.Models[Key];
    }

    /// <summary>Takes a step.</summary>
    /// <returns>The state after it.</returns>
    public static async Task<ChainState> StepAsync(IModel model, string session, long x)
    {
        using AiTensor input = AiTensor.Create<long>([1, 1], [x]);
        using ModelResult result = await model.RunAsync([input], new InferenceOptions { Session = session });
        return StateIn(result);
    }

    private static ChainState StateIn(ModelResult result)
    {
        ReadOnlySpan<long> state = result.AsSpan<long>("next");
        return new ChainState(state[0], state[1]);
    }

    private static AiTensor[] Run(IReadOnlyList<AiTensor> inputs)
    {
        ReadOnlySpan<long> state = inputs[1].AsSpan<long>();
        ChainState next = new ChainState(state[0], state[1]).Next(inputs[0].AsSpan<long>()[0]);
        return [AiTensor.Create<long>([1, 2], [next.Count, next.Hash])];
    }

    private static TensorSpec Spec(string name, long width) => new(name, TensorDataType.Int64, new ShapePattern([-1, width]));
}
