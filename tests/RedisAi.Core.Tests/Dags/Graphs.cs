using RedisAi.Tests.Batching;
using Xunit;

namespace RedisAi.Tests.Dags;

/// <summary>Small numbers that go through graphs, and models for them.</summary>
internal static class Graphs
{
    /// <summary>A tensor of one number.</summary>
    public static AiTensor Number(float value) => AiTensor.Create<float>([1], [value]);

    public static float Value(this AiTensor tensor) => tensor.AsSpan<float>()[0];

    public static AiTensor Add(AiTensor x, float more) => Number(x.Value() + more);

    public static AiTensor Sum(params IReadOnlyList<AiTensor> all) => Number(all.Sum(static x => x.Value()));

    public static AiTensor IsPositive(AiTensor x) => AiTensor.Create<bool>([], [x.Value() > 0]);

    /// <summary>A tensor for each whole number below the one that is given.</summary>
    public static IReadOnlyList<AiTensor> CountUp(IReadOnlyList<AiTensor> given) => [.. Enumerable.Range(0, (int)given[0].Value()).Select(static i => Number(i))];

    /// <summary>Runs a plan of one input <c>x</c> on a number, and gives the first number of its first output.</summary>
    public static async Task<float> RunAsync(DagPlan plan, float x, InferenceOptions? options = null, CancellationToken cancellationToken = default)
    {
        using AiTensor input = Number(x);
        using DagResult result = await plan.RunAsync(new NamedTensors { ["x"] = input }, options, cancellationToken).ConfigureAwait(false);
        return result.AsSpan<float>(0)[0];
    }

    /// <summary>Runs a plan that fails in a node.</summary>
    public static Task<DagExecutionException> FailsAsync(DagPlan plan, float x, InferenceOptions? options = null) =>
        Assert.ThrowsAsync<DagExecutionException>(() => RunAsync(plan, x, options));

    /// <summary>What is wrong with a graph.</summary>
    public static IReadOnlyList<string> ProblemsOf(DagBuilder dag) => Assert.Throws<DagCompilationException>(dag.Compile).Problems;

    /// <summary>Stores a model that is compiled against and never run.</summary>
    public static Task StoreAsync(this RedisAiEngine ai, string key, TensorSpec[] inputs, params TensorSpec[] outputs) => ai.Models.StoreAsync(
        key,
        ModelSource.FromFunction(new ModelSignature(inputs, outputs), static _ => throw new InvalidOperationException("It ran.")),
        new ModelOptions { WarmUp = false });

    /// <summary>Stores a model with a state: its answer is twice the one before and the input, so that any change of order shows.</summary>
    public static Task StoreStatefulAsync(this RedisAiEngine ai, string key, Action<float>? running = null) => ai.Models.StoreAsync(
        key,
        ModelSource.FromFunction(
            new ModelSignature(
                [Specs.Floats("x", "batch"), Specs.Floats("before", "batch")],
                [Specs.Floats("y", "batch"), Specs.Floats("after", "batch")]),
            inputs =>
            {
                running?.Invoke(inputs[0].Value());
                float[] next = [.. inputs[0].ToArray<float>().Zip(inputs[1].ToArray<float>(), static (x, before) => x + (2 * before))];
                return [AiTensor.Create<float>([next.Length], next), AiTensor.Create<float>([next.Length], next)];
            }),
        new ModelOptions { States = { new ModelState("before", "after") }, WarmUp = false });
}
