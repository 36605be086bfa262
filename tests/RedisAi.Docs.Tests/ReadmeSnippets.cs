using RedisAi.Backends.Onnx;
using RedisAi.Backends.Torch;
using RedisAi.Testing;

namespace RedisAi.Docs.Tests;

/// <summary>The code of README.md and of src/PACKAGE.md, and the program of docs/scripts.md that comes first.</summary>
public sealed class ReadmeSnippets
{
    [Fact]
    public async Task Short_example_prints_the_probability_of_speech_and_keeps_the_state()
    {
        FetchedModels.RequireSilero();
        string printed = await PrintedByAsync(static async () =>
        {
            #region readme
            await using var ai = new RedisAiEngine(new OnnxBackend());
            await ai.Models.StoreAsync("vad", ModelSource.FromFile("models/silero_vad_v6.onnx"), new ModelOptions
            {
                States = { new ModelState("state", "stateN") { BatchAxis = 1, TimeToLive = TimeSpan.FromMinutes(10) } },
                SharedInputs = { "sr" },
            });
            IModel vad = ai.Models["vad"];   // a live handle: follows swaps

            using AiTensor audio = AiTensor.Create<float>([1, 576], new float[576]);
            using AiTensor rate = AiTensor.Scalar(16000L);

            // Calls of other sessions that come at the same time share this run; the state stays in the store, under "call:42/vad/state".
            using ModelResult r = await vad.RunAsync(new NamedTensors { ["input"] = audio, ["sr"] = rate }, new InferenceOptions { Session = "call:42" });
            Console.WriteLine($"speech: {r.AsSpan<float>("output")[0]:P0}");
            #endregion

            Assert.True(ai.Models.GetInfo("vad").Batching.IsMerged, ai.Models.GetInfo("vad").Batching.Reason);
            using AiTensor kept = ai.Tensors.GetRequired("call:42/vad/state");
            Assert.Equal(r.AsSpan<float>("stateN"), kept.AsSpan<float>());
            Assert.NotEqual(new float[256], kept.ToArray<float>());
            Assert.InRange(ai.Tensors.GetTimeToLive("call:42/vad/state")!.Value, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
        });

        // Silence.
        Assert.Matches("^speech: [0-9] ?%", printed);
    }

    [Fact]
    public async Task Script_runs_a_model_and_works_on_what_it_gives()
    {
        string printed = await PrintedByAsync(static async () =>
        {
            #region scripts-around
            await using var ai = new RedisAiEngine(new OnnxBackend(), new TorchBackend());
            await ai.Models.StoreAsync("digits", ModelSource.FromFile("models/mlp.onnx"));
            await ai.Scripts.StoreAsync("pictures", ScriptSource.FromText("""
                def read(picture):
                    logits = redisAI.model_execute("digits", [picture.reshape(1, 64) / 255.0], 1)[0]
                    return logits.argmax(1), logits.softmax(1).amax()
                """));

            using AiTensor picture = AiTensor.Create<byte>([8, 8], new byte[64]);
            using ScriptResult r = await ai.Scripts["pictures"].RunAsync("read", [picture]);
            Console.WriteLine($"a {r.AsSpan<long>(0)[0]}, {r.AsSpan<float>(1)[0]:P0} certain");
            #endregion

            using AiTensor zeros = AiTensor.Create<float>([1, 64], static span => span.Clear());
            using ModelResult direct = ai.Models["digits"].Run([zeros]);
            float[] logits = direct.AsSpan<float>(0).ToArray();
            Assert.Equal(Array.IndexOf(logits, logits.Max()), r.AsSpan<long>(0)[0]);
            Assert.Equal(1 / logits.Sum(logit => MathF.Exp(logit - logits.Max())), r.AsSpan<float>(1)[0], tolerance: 1e-5f);
        });

        Assert.Matches("^a [0-9], [0-9]+ ?% certain", printed);
    }

    [Fact]
    public async Task Example_of_the_packages_prints_ten_numbers()
    {
        string printed = await PrintedByAsync(static async () =>
        {
            #region package
            await using var ai = new RedisAiEngine(new OnnxBackend());
            await ai.Models.StoreAsync("digits", ModelSource.FromFile("models/mlp.onnx"));

            using AiTensor x = AiTensor.Create<float>([1, 64], new float[64]);
            using ModelResult r = await ai.Models["digits"].RunAsync([x]);
            Console.WriteLine(string.Join(' ', r.AsSpan<float>(0).ToArray()));
            #endregion
        });

        Assert.Equal(10, printed.Trim().Split(' ').Length);
    }

    /// <summary>Runs a program, and gives what it wrote to the console.</summary>
    private static async Task<string> PrintedByAsync(Func<Task> program)
    {
        using StringWriter output = new();
        TextWriter console = Console.Out;
        Console.SetOut(output);
        try
        {
            await program();
        }
        finally
        {
            Console.SetOut(console);
        }

        return output.ToString();
    }
}
