using RedisAi.Backends.Onnx;
using RedisAi.Backends.Torch;

namespace RedisAi.FuzzHost;

/// <summary>Loads the two native libraries in one order or the other, and runs a model of each by turns.</summary>
internal static class BothRuntimes
{
    private const int Elements = 16;
    private const int Rounds = 200;

    /// <summary>Writes "right" when all answers are.</summary>
    public static async Task RunAsync(bool onnxFirst, string onnxLibrary, string torchLibrary, string data)
    {
        OnnxBackend onnx = new(new OnnxBackendOptions { LibraryPath = onnxLibrary });
        TorchBackend torch = new(new TorchBackendOptions { LibraryPath = torchLibrary });
        await using RedisAiEngine ai = new(onnx, torch);
        string[] order = onnxFirst ? ["onnx", "torch"] : ["torch", "onnx"];
        foreach (string runtime in order)
        {
            await StoreAndRunAsync(ai, runtime, data);
        }

        for (int round = 0; round < Rounds; round++)
        {
            AssertAdds(ai.Models[order[round % 2]], round);
        }

        Console.WriteLine($"right, {string.Join(" before ", order)}");
    }

    private static async Task StoreAndRunAsync(RedisAiEngine ai, string runtime, string data)
    {
        await ai.Models.StoreAsync(runtime, ModelSource.FromFile(Path.Combine(data, runtime, runtime == "onnx" ? "add16.onnx" : "add16.pt")));
        AssertAdds(ai.Models[runtime], 1);
    }

    private static void AssertAdds(IModel model, float number)
    {
        using AiTensor tensor = AiTensor.Create<float, float>([Elements], number, static (span, filling) => span.Fill(filling));
        using ModelResult result = model.Run([tensor, tensor]);
        if (result.AsSpan<float>(0).IndexOfAnyExcept(2 * number) >= 0)
        {
            throw new FuzzFailureException($"{model.Key} adds {number} and {number} to {result[0]}.");
        }
    }
}
