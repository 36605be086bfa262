using System.Diagnostics;

namespace RedisAi.StreamHost;

/// <summary>A model that adds up what its session was given, and counts: a message that is applied twice, left out or out of order shows in both.</summary>
internal static class SumModel
{
    public const string Key = "sum";

    /// <summary>The value that ends the process, where that is allowed.</summary>
    public const long Fatal = 666_666;

    private static readonly ShapePattern s_row = new([-1], ["batch"]);

    private static readonly ModelSignature s_signature = new(
        [Spec("x"), Spec("total"), Spec("count")], [Spec("sum"), Spec("number"), Spec("next_total"), Spec("next_count")]);

    /// <summary>Whether a value may end the process.</summary>
    public static bool EndsProcess { get; set; }

    /// <summary>Adds the model.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="step">How long a run takes.</param>
    public static RedisAiBuilder AddSumModel(this RedisAiBuilder builder, TimeSpan step = default) => builder.AddModel(
        Key,
        ModelSource.FromFunction(s_signature, (inputs, stop) => Run(inputs, step, stop)), Configure);

    /// <summary>Stores the model.</summary>
    public static Task StoreAsync(IRedisAi engine)
    {
        ModelOptions options = new();
        Configure(options);
        return engine.Models.StoreAsync(Key, ModelSource.FromFunction(s_signature, static (inputs, stop) => Run(inputs, TimeSpan.Zero, stop)), options);
    }

    private static void Configure(ModelOptions model)
    {
        model.States.Add(new ModelState("total", "next_total"));
        model.States.Add(new ModelState("count", "next_count"));
        model.WarmUp = false;
    }

    private static AiTensor[] Run(IReadOnlyList<AiTensor> inputs, TimeSpan step, CancellationToken stop)
    {
        ReadOnlySpan<long> x = inputs[0].AsSpan<long>();
        if (x.IndexOfAnyInRange(long.MinValue, -1) >= 0)
        {
            throw new ArgumentException("x is negative.");
        }

        if (EndsProcess && x.Contains(Fatal))
        {
            Process.GetCurrentProcess().Kill();
        }

        if (step > TimeSpan.Zero)
        {
            stop.WaitHandle.WaitOne(step);
        }

        long[] total = new long[x.Length];
        long[] count = new long[x.Length];
        for (int row = 0; row < x.Length; row++)
        {
            // The order matters, too.
            total[row] = (31 * inputs[1].AsSpan<long>()[row]) + x[row];
            count[row] = inputs[2].AsSpan<long>()[row] + 1;
        }

        return [Row(total), Row(count), Row(total), Row(count)];
    }

    private static AiTensor Row(long[] values) => AiTensor.Create<long>([values.Length], values);

    private static TensorSpec Spec(string name) => new(name, TensorDataType.Int64, s_row);
}
