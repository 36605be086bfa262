using RedisAi.Backends.Torch;

namespace RedisAi.Docs.Tests;

/// <summary>The code of docs/torch.md.</summary>
public sealed class TorchSnippets
{
    [Fact]
    public async Task Inputs_and_outputs_of_a_model_are_declared()
    {
        await using var ai = new RedisAiEngine(new TorchBackend());

        #region torch-declare
        ModelOptions options = new() { Batching = { BatchSize = 32 } };      // warmed up with 1 row, 2, 4 and so on up to 32
        options.ConfigureTorch(static torch =>
        {
            torch.Inputs.Add(new TensorSpec("image", TensorDataType.Float32, new ShapePattern([-1, 3, 32, 32])));
            torch.Outputs.Add(new TensorSpec("logits", TensorDataType.Float32, new ShapePattern([-1, 10])));
        });
        await ai.Models.StoreAsync("net", ModelSource.FromFile("resnet.pt"), options);
        #endregion

        using AiTensor picture = AiTensor.Create<float>([1, 3, 32, 32], static span => span.Clear());
        using AiTensor wrong = AiTensor.Create<float>([1, 3, 32], static span => span.Clear());
        using ModelResult r = ai.Models["net"].Run([picture]);
        Assert.Equal("Float32[1,10]", $"{r["logits"]}");
        Assert.Equal("Input 'image' of model 'net' is Float32[1,3,32]; the model takes Float32[-1,3,32,32].", Assert.Throws<TensorMismatchException>(() => ai.Models["net"].Run([wrong])).Message);
    }

    [Theory]
    [InlineData("import math\nfrom torch import Tensor\nfrom typing import List", null)]
    [InlineData("from math import pi", "Line 1: 'from math import pi' cannot be imported")]
    [InlineData("import torch as t", "Line 1: 'import torch as t' cannot be imported")]
    [InlineData("import numpy", "Line 1: 'import numpy' cannot be imported")]
    public async Task Imports_are_left_out_or_refused(string lines, string? error)
    {
        await using var ai = new RedisAiEngine(new TorchBackend());
        Task<ScriptInfo> stored = ai.Scripts.StoreAsync("s", ScriptSource.FromText(lines + "\ndef f(x):\n    return x * math.pi\n"), cancellationToken: TestContext.Current.CancellationToken);

        if (error is null)
        {
            Assert.Equal("f", (await stored).Functions.Single().Name);
        }
        else
        {
            Assert.Contains(error, (await Assert.ThrowsAsync<ScriptCompilationException>(() => stored)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Source_of_many_conditions_is_refused()
    {
        await using var ai = new RedisAiEngine(new TorchBackend());
        string source = $"def f(x: bool):\n    return x{string.Concat(Enumerable.Repeat(" or x", 4_001))}\n";

        await Assert.ThrowsAsync<ScriptCompilationException>(() => ai.Scripts.StoreAsync("s", ScriptSource.FromText(source), cancellationToken: TestContext.Current.CancellationToken));
    }
}
