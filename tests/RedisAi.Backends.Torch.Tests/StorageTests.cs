using RedisAi.Tests.Persistence;

namespace RedisAi.Backends.Torch.Tests;

/// <summary>TorchScript models and scripts that come back from a storage.</summary>
public sealed class StorageTests
{
    [Fact]
    public async Task Model_and_script_come_back_with_what_is_said_of_their_tensors()
    {
        FakeStorage storage = new();
        string before;
        await using (RedisAiEngine ai = Open(storage))
        {
            ModelOptions options = new ModelOptions().ConfigureTorch(static torch =>
            {
                torch.Optimize = false;
                torch.Inputs.Add(new TensorSpec("a", TensorDataType.Float32, new ShapePattern([-1], ["n"])));
                torch.Inputs.Add(new TensorSpec("b", TensorDataType.Float32, ShapePattern.Any));
            });
            await ai.Models.StoreAsync("m", TorchModels.Source("add16"), options);
            before = ai.Models.GetInfo("m").Signature.ToString();
            await ai.Scripts.StoreAsync("s", ScriptSource.FromText("def twice(x):\n    return x * 2\n"));
        }

        await using RedisAiEngine again = Open(storage.Reopened());
        Assert.Empty(await again.RestoreAsync());
        Assert.Equal(before, again.Models.GetInfo("m").Signature.ToString());
        TorchModelOptions back = again.Models.GetOptions("m").GetBackendOptions<TorchModelOptions>();
        Assert.Equal((false, false, 2), (back.Optimize, back.AllowFileAccess, back.Inputs.Count));
        Assert.Equal("a Float32[n]", back.Inputs[0].ToString());
        using AiTensor x = AiTensor.Scalar(3f);
        using ScriptResult result = await again.Scripts["s"].RunAsync("twice", [x]);
        Assert.Equal(6, result.AsSpan<float>(0)[0]);
    }

    private static RedisAiEngine Open(FakeStorage storage) => new(new RedisAiOptions { Storage = storage }, [new TorchBackend()]);
}
