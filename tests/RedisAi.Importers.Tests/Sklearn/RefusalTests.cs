using RedisAi.Backends.Onnx;

namespace RedisAi.Importers.Tests.Sklearn;

/// <summary>A call with values that the library refuses fails by itself, and says why.</summary>
public sealed class RefusalTests
{
    [Fact]
    public async Task The_error_says_which_input_where_and_who_refuses()
    {
        await using RedisAiEngine ai = await Store("scale-then-classify");
        using AiTensor infinite = AiTensor.Create<float>([2, 4], [0, 0, 0, 0, 0, 0, 0, float.PositiveInfinity]);
        using AiTensor missing = AiTensor.Create<float>([1, 4], [0, float.NaN, 0, 0]);

        Assert.Equal("Input 'X' of model 'm' has at [1,3] an infinity, which StandardScaler refuses.", Assert.Throws<TensorMismatchException>(() => ai.Models["m"].Run([infinite])).Message);
        Assert.Equal("Input 'X' of model 'm' has at [0,1] NaN, a missing value that LogisticRegression refuses.", Assert.Throws<TensorMismatchException>(() => ai.Models["m"].Run([missing])).Message);
    }

    [Fact]
    public async Task An_unknown_category_is_named()
    {
        await using RedisAiEngine ai = await Store("one-hot-error");
        using AiTensor unknown = AiTensor.CreateStrings([1, 2], ["Paris", "red"]);

        TensorMismatchException error = Assert.Throws<TensorMismatchException>(() => ai.Models["m"].Run([unknown]));

        Assert.Equal("Input 'X' of model 'm' has at [0,0] 'Paris', an unknown category that OneHotEncoder refuses.", error.Message);
    }

    [Fact]
    public async Task A_refused_call_fails_no_other_call_of_its_batch()
    {
        await using RedisAiEngine ai = await Store("scale-then-classify", new ModelOptions { Batching = { Mode = BatchingMode.On, MinBatchSize = 8, MinBatchTimeout = TimeSpan.FromSeconds(5) } });
        Task<bool>[] calls = [.. Enumerable.Range(0, 17).Select(async index =>
        {
            using AiTensor row = AiTensor.Create<float>([1, 4], [index == 8 ? float.NaN : index, 0, 0, 0]);
            try
            {
                using ModelResult result = await ai.Models["m"].RunAsync([row]);
                return true;
            }
            catch (TensorMismatchException)
            {
                return false;
            }
        })];

        bool[] answered = await Task.WhenAll(calls);

        Assert.Equal(Enumerable.Range(0, 17).Select(static index => index != 8), answered);
    }

    [Fact]
    public async Task Loading_warms_up_and_probes_without_being_refused()
    {
        await using RedisAiEngine ai = await Store("one-hot-error");

        Assert.True(ai.Models.GetInfo("m").Batching.IsMerged, ai.Models.GetInfo("m").Batching.Reason);
    }

    private static async Task<RedisAiEngine> Store(string name, ModelOptions? options = null)
    {
        RedisAiEngine ai = new(new RedisAiOptions().AddImporters(), [new OnnxBackend()]);
        await ai.Models.StoreAsync("m", ModelSource.FromFile(SkopsCase.LoadMade(name).ModelPath), options);
        return ai;
    }
}
