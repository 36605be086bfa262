using RedisAi.Conformance;
using RedisAi.Testing;

namespace RedisAi.Backends.Torch.Tests;

/// <summary>Operators of later versions of PyTorch, which an older libtorch lacks. The golden values come from numpy, in float64.</summary>
public sealed class MissingOperatorTests
{
    private const string Source = """
        def attention(q, k, v):
            return torch.ops.aten.scaled_dot_product_attention(q, k, v)

        def attention_scaled(q, k, v):
            return torch.ops.aten.scaled_dot_product_attention(q, k, v, scale=0.3)

        def attention_causal(q, k, v):
            return torch.ops.aten.scaled_dot_product_attention(q, k, v, is_causal=True)

        def attention_causal_scaled(q, k, v):
            return torch.ops.aten.scaled_dot_product_attention(q, k, v, None, 0.0, True, scale=0.3)

        def attention_grouped(q, k, v):
            return torch.ops.aten.scaled_dot_product_attention(q, k, v, enable_gqa=True)

        def attention_masked(q, k, v, mask):
            return torch.ops.aten.scaled_dot_product_attention(q, k, v, mask)

        def attention_half(q, k, v):
            y = torch.ops.aten.scaled_dot_product_attention(q.half(), k.half(), v.half())
            assert y.dtype == torch.float16
            return y.float()

        def attention_bfloat16(q, k, v):
            y = torch.ops.aten.scaled_dot_product_attention(q.to(torch.bfloat16), k.to(torch.bfloat16), v.to(torch.bfloat16))
            assert y.dtype == torch.bfloat16
            return y.float()

        def attention_half_masked(q, k, v, mask):
            return torch.ops.aten.scaled_dot_product_attention(q.half(), k.half(), v.half(), mask).float()

        def attention_bfloat16_masked(q, k, v, mask):
            return torch.ops.aten.scaled_dot_product_attention(q.to(torch.bfloat16), k.to(torch.bfloat16), v.to(torch.bfloat16), mask).float()

        def norm(x):
            return torch.ops.aten.rms_norm(x, [x.size(-1)])

        def norm_eps(x):
            return torch.ops.aten.rms_norm(x, [x.size(-1)], None, 0.1)

        def norm_weighted(x, weight):
            return torch.ops.aten.rms_norm(x, [x.size(-1)], weight)

        def norm_of_two(x, weight):
            return torch.ops.aten.rms_norm(x, [x.size(-2), x.size(-1)], weight)

        def norm_half(x, weight):
            y = torch.ops.aten.rms_norm(x.half(), [x.size(-1)], weight.half())
            assert y.dtype == torch.float16
            return y.float()

        def norm_bfloat16(x, weight):
            y = torch.ops.aten.rms_norm(x.to(torch.bfloat16), [x.size(-1)], weight.to(torch.bfloat16))
            assert y.dtype == torch.bfloat16
            return y.float()

        def both_masks(q, k, v, mask):
            return torch.ops.aten.scaled_dot_product_attention(q, k, v, mask, 0.0, True)

        def norm_of_others(x):
            return torch.ops.aten.rms_norm(x, [7])
        """;

    public static TheoryData<string> Cases => [.. Directory
        .EnumerateFiles(TestData.Path("torch", "operators"), "*.out.npy")
        .Select(static path => Path.GetFileName(path)[..^".out.npy".Length])
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Operator_gives_its_golden_output(string name)
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync(Source);
        AiTensor[] inputs =
        [
            .. Enumerable.Range(0, int.MaxValue)
                .Select(index => TestData.Path("torch", "operators", $"{name}.{index}.npy"))
                .TakeWhile(File.Exists)
                .Select(static path => NpyFile.Load(path)),
        ];
        using AiTensor expected = NpyFile.Load(TestData.Path("torch", "operators", $"{name}.out.npy"));
        try
        {
            using ScriptResult result = ai.Scripts["s"].Run(name.Split('.')[0], inputs);
            TensorComparison.AssertClose(expected, result[0], Tolerance(name));
        }
        finally
        {
            Array.ForEach(inputs, static input => input.Dispose());
        }
    }

    [Fact]
    public async Task Arguments_that_make_no_sense_fail_the_call_with_the_reason()
    {
        await using RedisAiEngine ai = await TorchScripts.EngineWithAsync(Source);
        using AiTensor q = TorchModels.Filled(1, 1, 2, 4);
        using AiTensor mask = TorchModels.Filled(0, 2, 2);

        Assert.Contains("exclude each other", Assert.Throws<BackendException>(() => ai.Scripts["s"].Run("both_masks", [q, q, q, mask])).NativeMessage, StringComparison.Ordinal);
        Assert.Contains("not normalized_shape", Assert.Throws<BackendException>(() => ai.Scripts["s"].Run("norm_of_others", [q])).NativeMessage, StringComparison.Ordinal);
    }

    /// <summary>Numbers of 16 bits are rounded after each step: those of bfloat16 to 8 bits.</summary>
    private static double Tolerance(string name) =>
        name.Contains("bfloat16", StringComparison.Ordinal) ? 3e-2 : name.Contains("half", StringComparison.Ordinal) ? 3e-3 : 1e-5;
}
