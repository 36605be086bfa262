namespace RedisAi.AspNetCore.Tests;

/// <summary>A model that adds up what a session gives it as <c>x</c>, and fails at 13.</summary>
internal static class CounterModel
{
    private static readonly ModelSignature s_signature = new([Column("x"), Column("sum")], [Column("sumN")]);

    public static Task StoreAsync(RedisAiEngine engine, string key) => engine.Models.StoreAsync(
        key,
        ModelSource.FromFunction(s_signature, static inputs =>
        {
            float added = inputs[0].AsSpan<float>()[0];
            return added == 13 ? throw new InvalidOperationException("unlucky") : [AiTensor.Create<float>([1, 1], [inputs[1].AsSpan<float>()[0] + added])];
        }),
        new ModelOptions { States = { new ModelState("sum", "sumN") } });

    private static TensorSpec Column(string name) => new(name, TensorDataType.Float32, new ShapePattern([-1, 1]));
}
