using RedisAi.Backends.Onnx;
using RedisAi.Backends.Torch;
using RedisAi.Samples.Chat.Conversations;

namespace RedisAi.Samples.Tests.Chat;

/// <summary>The committed model, in both of its forms.</summary>
public sealed class ModelFileTests
{
    private static readonly string s_folder = Path.GetDirectoryName(Path.Combine(AppContext.BaseDirectory, Vocabulary.ModelPath))!;

    [Fact]
    public async Task Onnx_declares_one_row_for_each_conversation()
    {
        await using RedisAiEngine ai = new(new OnnxBackend());
        await ai.Models.StoreAsync("chat", ModelSource.FromFile(Path.Combine(s_folder, "chat.onnx")));
        int words = Vocabulary.Read(Path.Combine(s_folder, "vocabulary.txt")).Count;

        Assert.Equal(
            $"(token Int64[batch], state Float32[batch,256]) -> (logits Float32[batch,{words}], stateN Float32[batch,256])",
            ai.Models["chat"].Signature.ToString());
    }

    [Fact]
    public async Task Onnx_and_TorchScript_agree_over_a_conversation()
    {
        const int Rows = 3;
        const int Steps = 40;
        await using RedisAiEngine ai = new(new OnnxBackend(), new TorchBackend());
        await ai.Models.StoreAsync("onnx", ModelSource.FromFile(Path.Combine(s_folder, "chat.onnx")));
        await ai.Models.StoreAsync("torch", ModelSource.FromFile(Path.Combine(s_folder, "chat.pt")));
        Random random = new(1);
        float[] state = new float[Rows * 256];

        for (int step = 0; step < Steps; step++)
        {
            using AiTensor token = AiTensor.Create<long>([Rows], [random.Next(1000), random.Next(1000), random.Next(1000)]);
            using AiTensor before = AiTensor.Create<float>([Rows, 256], state);
            using ModelResult onnx = await ai.Models["onnx"].RunAsync([token, before]);
            using ModelResult torch = await ai.Models["torch"].RunAsync([token, before]);

            AssertClose(onnx["logits"], torch["logits"]);
            AssertClose(onnx["stateN"], torch["stateN"]);
            state = onnx["stateN"].ToArray<float>();
        }
    }

    private static void AssertClose(AiTensor expected, AiTensor actual)
    {
        Assert.Equal(expected.Shape.Dimensions, actual.Shape.Dimensions);
        ReadOnlySpan<float> a = expected.AsSpan<float>();
        ReadOnlySpan<float> b = actual.AsSpan<float>();
        for (int i = 0; i < a.Length; i++)
        {
            Assert.Equal(a[i], b[i], 1e-4f);
        }
    }
}
