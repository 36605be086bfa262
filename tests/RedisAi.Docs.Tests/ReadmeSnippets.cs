using RedisAi.Backends.Onnx;

namespace RedisAi.Docs.Tests;

/// <summary>The code of README.md.</summary>
public sealed class ReadmeSnippets
{
    [Fact]
    public async Task Short_example_prints_the_probability_of_speech_and_keeps_the_state()
    {
        Models.SkipWithoutSilero();
        using StringWriter output = new();
        TextWriter console = Console.Out;
        Console.SetOut(output);
        try
        {
            #region readme
            await using var ai = new RedisAiEngine(new OnnxBackend());
            await ai.Models.StoreAsync("vad", ModelSource.FromFile("models/silero_vad_v6.onnx"));
            IModel vad = ai.Models["vad"];   // a live handle: follows swaps

            using AiTensor audio = AiTensor.Create<float>([1, 576], new float[576]);
            using AiTensor rate = AiTensor.Scalar(16000L);
            using AiTensor state = ai.Tensors.GetOrAdd("call:42:state", _ => AiTensor.Create<float>([2, 1, 128], static span => span.Clear()));

            using ModelResult r = await vad.RunAsync(new NamedTensors { ["input"] = audio, ["state"] = state, ["sr"] = rate });
            ai.Tensors.Set("call:42:state", r["stateN"], timeToLive: TimeSpan.FromMinutes(10));
            Console.WriteLine($"speech: {r.AsSpan<float>("output")[0]:P0}");
            #endregion

            using AiTensor kept = ai.Tensors.GetRequired("call:42:state");
            Assert.Equal(r.AsSpan<float>("stateN"), kept.AsSpan<float>());
            Assert.NotEqual(state.ToArray<float>(), kept.ToArray<float>());
            Assert.InRange(ai.Tensors.GetTimeToLive("call:42:state")!.Value, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
        }
        finally
        {
            Console.SetOut(console);
        }

        // Silence.
        Assert.Matches("^speech: [0-9] ?%", output.ToString());
    }
}
