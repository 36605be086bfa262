using RedisAi.Conformance;
using RedisAi.Testing;

namespace RedisAi.Backends.TfLite.Tests;

/// <summary>Calls that share a run are answered as alone.</summary>
public sealed class MergedRunTests
{
    private const int Calls = 16;

    [Fact]
    public async Task Calls_share_a_run_when_the_application_says_so()
    {
        ModelOptions options = new() { Batching = { Mode = BatchingMode.On, MinBatchSize = Calls, MinBatchTimeout = TimeSpan.FromMinutes(10) }, MaxWait = TimeSpan.FromMinutes(20) };
        await using RedisAiEngine ai = await TfLiteModels.EngineWithAsync("digits", options);
        using AiTensor all = TfLiteModels.Tensor("digits.in.x");
        using AiTensor expected = TfLiteModels.Tensor("digits.out.probabilities");

        Task[] calls = [.. Enumerable.Range(0, Calls).Select(row => AskAsync(ai.Models["m"], all, expected, row))];
        await Eventually.EndsAsync(Task.WhenAll(calls));

        BatchingInfo info = ai.Models.GetInfo("m").Batching;
        Assert.True(info.IsMerged && info.Reason.Contains("the probe has confirmed it", StringComparison.Ordinal), info.Reason);
    }

    [Fact]
    public async Task Calls_run_alone_otherwise_as_the_file_has_no_name_for_rows()
    {
        await using RedisAiEngine ai = await TfLiteModels.EngineWithAsync("digits");

        Assert.False(ai.Models.GetInfo("m").Batching.IsMerged);
    }

    private static async Task AskAsync(IModel model, AiTensor all, AiTensor expected, int row)
    {
        using AiTensor x = all.Slice(row, 1);
        using AiTensor answer = expected.Slice(row, 1);
        using ModelResult result = await model.RunAsync([x]);
        TensorComparison.AssertClose(answer, result[0], 1e-5);
    }
}
