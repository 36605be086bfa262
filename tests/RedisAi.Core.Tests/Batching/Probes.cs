using RedisAi.Backends;
using RedisAi.Batching;
using RedisAi.Testing;
using RedisAi.Tests.Models;

namespace RedisAi.Tests.Batching;

/// <summary>Probes functions in place of models.</summary>
internal static class Probes
{
    /// <summary>One input and one output of any number of rows of three floats.</summary>
    public static ModelSignature Rows { get; } = Specs.Signature([Specs.Floats("x", "n", 3)], Specs.Floats("y", "n", 3));

    /// <summary>A function of the rows of <see cref="Rows"/>.</summary>
    public static ModelFunction OfRows(Func<float[][], float[][]> function) => inputs =>
    {
        float[] x = inputs[0].ToArray<float>();
        float[][] rows = function([.. x.Chunk(3)]);
        return [AiTensor.Create<float>([rows.Length, 3], [.. rows.SelectMany(static row => row)])];
    };

    public static (ProbeVerdict Verdict, IReadOnlyList<(int Rows, long Ticks)> Measured) Run(
        ModelSignature signature, ModelFunction function, ModelOptions? options = null, TimeProvider? time = null)
    {
        FunctionSession session = new("m", new FunctionModel(signature, (inputs, _) => function(inputs)));
        return Run(session, options ?? new ModelOptions(), time ?? new ManualTimeProvider());
    }

    public static ProbeVerdict Verdict(ModelSignature signature, ModelFunction function, ModelOptions? options = null) => Run(signature, function, options).Verdict;

    /// <summary>Probes a model that sees which inputs are left out.</summary>
    public static ProbeVerdict Verdict(ModelSignature signature, FakeRun run) =>
        Run(new FakeSession(1, signature, new ModelOptions(), run), new ModelOptions(), new ManualTimeProvider()).Verdict;

    private static (ProbeVerdict Verdict, IReadOnlyList<(int Rows, long Ticks)> Measured) Run(IModelSession session, ModelOptions options, TimeProvider time)
    {
        options.Batching.Mode = BatchingMode.On;
        RowLayout layout = RowLayoutFinder.Find(session.Signature, options.Merging, declaresRows: true, out string reason) ?? throw new InvalidOperationException(reason);
        using IModelExecution execution = session.CreateExecution();
        IndependenceProbe probe = new(session, execution, layout, options.Merging, time, CancellationToken.None);
        return (probe.Run(), probe.MeasuredRuns);
    }
}
