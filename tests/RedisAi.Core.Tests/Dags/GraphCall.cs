using Xunit;

namespace RedisAi.Tests.Dags;

/// <summary>One run of a random graph, compared with plain recursion.</summary>
/// <param name="ai">The engine.</param>
/// <param name="graph">The graph.</param>
/// <param name="name">Which run it is; what it persists has keys of its own.</param>
/// <param name="random">Chooses the inputs.</param>
internal sealed class GraphCall(RedisAiEngine ai, RandomGraph graph, string name, Random random)
{
    private readonly long[] _inputs = [.. Enumerable.Range(0, graph.InputCount).Select(_ => (long)random.Next(1_000))];

    /// <summary>Runs it, and fails the test when it does not end as it must.</summary>
    public async Task RunAsync(TimeSpan? timeout, bool isBlocking, CancellationToken cancellationToken)
    {
        long[]? expected = graph.Evaluate(_inputs, out HashSet<string> failures);
        NamedTensors inputs = [];
        for (int i = 0; i < _inputs.Length; i++)
        {
            inputs[$"x{i}"] = NumberFunction.Tensor(_inputs[i]);
        }

        DagRunOptions options = new() { Timeout = timeout };
        if (graph.Plan.Placeholders.Contains("run"))
        {
            options.Arguments["run"] = name;
        }

        try
        {
            ValueTask<DagResult> run = isBlocking ? new ValueTask<DagResult>(graph.Plan.Run(inputs, options, cancellationToken)) : graph.Plan.RunAsync(inputs, options, cancellationToken);
            Dispose(inputs);
            using DagResult result = await run.ConfigureAwait(false);
            long[] outputs = [.. Enumerable.Range(0, graph.OutputCount).Select(place => result.AsSpan<long>(place)[0])];

            // With little time a fallback may have come in for a node that took too long.
            if (timeout is null)
            {
                Assert.NotNull(expected);
                Assert.Equal(expected[..graph.OutputCount], outputs);
                CheckKept(expected[graph.OutputCount..]);
            }

            return;
        }
        catch (DagExecutionException error)
        {
            // With little time left a fallback is left out.
            Assert.True(failures.Contains(error.Node) || timeout is not null, $"{error}");
        }
        catch (TimeoutException) when (timeout is not null)
        {
        }
        catch (OperationCanceledException error)
        {
            Assert.True(cancellationToken.IsCancellationRequested);
            Assert.Equal(cancellationToken, error.CancellationToken);
        }
        finally
        {
            Dispose(inputs);
        }

        CheckKept([]);
    }

    private static void Dispose(NamedTensors inputs)
    {
        foreach ((_, AiTensor tensor) in inputs)
        {
            tensor.Dispose();
        }
    }

    private void CheckKept(long[] values)
    {
        string[] keys = [.. ai.Tensors.Keys($"{name}:*")];
        Assert.Equal(values.Length, keys.Length);
        for (int i = 0; i < values.Length; i++)
        {
            using AiTensor kept = ai.Tensors.GetRequired($"{name}:{i}");
            Assert.Equal(values[i], kept.AsSpan<long>()[0]);
            ai.Tensors.Remove($"{name}:{i}");
        }
    }
}
