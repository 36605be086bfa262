using RedisAi.Tests.Persistence;

namespace RedisAi.Backends.TfLite.Tests;

/// <summary>Models that come back from a storage.</summary>
public sealed class StorageTests
{
    [Fact]
    public async Task Model_and_settings_of_the_runtime_come_back()
    {
        FakeStorage storage = new();
        await using (RedisAiEngine ai = Open(storage))
        {
            ModelOptions options = new ModelOptions { Threads = 2 }.ConfigureTfLite(static tflite =>
            {
                tflite.Xnnpack = true;
                tflite.KeptInterpreters = 3;
            });
            await ai.Models.StoreAsync("m", TfLiteModels.Source("digits"), options);
        }

        await using RedisAiEngine again = Open(storage.Reopened());
        Assert.Empty(await again.RestoreAsync());
        TfLiteModelOptions back = again.Models.GetOptions("m").GetBackendOptions<TfLiteModelOptions>();
        Assert.Equal((true, 3), (back.Xnnpack, back.KeptInterpreters));
        using AiTensor x = TfLiteModels.Tensor("digits.in.x");
        using ModelResult result = again.Models["m"].Run([x]);
        Assert.Equal("Float32[16,10]", result[0].ToString());
    }

    private static RedisAiEngine Open(FakeStorage storage) => new(new RedisAiOptions { Storage = storage }, [new TfLiteBackend()]);
}
