using System.Globalization;
using RedisAi.Backends.Onnx;
using RedisAi.Testing;

namespace RedisAi.Docs.Tests;

/// <summary>The code of docs/coming-from-redisai.md and docs/coming-from-onnx-runtime.md, and what these say of it.</summary>
public sealed class ComingFromSnippets
{
    [Fact]
    public async Task Chat_remembers_what_was_said_by_keys_and_by_sessions_alike()
    {
        await using var ai = new RedisAiEngine(new OnnxBackend());

        #region redisai-chat
        await ai.Models.StoreAsync("chat", ModelSource.FromFile("chat.onnx"), new ModelOptions
        {
            States = { new ModelState("state", "stateN") { TimeToLive = TimeSpan.FromMinutes(10) } },
        });
        IModel chat = ai.Models["chat"];

        async Task<float[]> StepAsync(string user, long word)
        {
            using AiTensor token = AiTensor.Create<long>([1], [word]);
            using ModelResult r = await chat.RunAsync([token], new InferenceOptions { Session = user });
            return r.AsSpan<float>("logits").ToArray();
        }
        #endregion

        await StepAsync("anna", 7);
        float[] bySession = await StepAsync("anna", 8);
        Assert.True(ai.Models.GetInfo("chat").Batching.IsMerged, ai.Models.GetInfo("chat").Batching.Reason);
        Assert.NotEqual(bySession, await StepAsync("bert", 8));
        using (AiTensor state = ai.Tensors.GetRequired("anna/chat/state"))
        {
            Assert.Equal(256, state.ElementCount);
        }

        SetZeros(ai, "state:anna");
        float[] byKeys = [];
        foreach (long word in (long[])[7, 8])
        {
            #region redisai-execute
            using AiTensor token = AiTensor.Create<long>([1], [word]);
            ai.Tensors.Set("token:anna", token);
            await ai.Models.ExecuteAsync("chat", inputs: ["token:anna", "state:anna"], outputs: ["logits:anna", "state:anna"]);
            using AiTensor logits = ai.Tensors.GetRequired("logits:anna");
            #endregion

            byKeys = logits.ToArray<float>();
        }

        Assert.Equal(bySession, byKeys);

        SetZeros(ai, "state:anna");
        float[] byCommand = [];
        foreach (long word in (long[])[7, 8])
        {
            #region redisai-dag
            using CompiledDagCommand step = ai.CompileDag("step", string.Create(CultureInfo.InvariantCulture, $"""
                AI.DAGEXECUTE LOAD 1 state:anna PERSIST 1 state:anna
                |> AI.TENSORSET token INT64 1 VALUES {word}
                |> AI.MODELEXECUTE chat INPUTS 2 token state:anna OUTPUTS 2 logits state:anna
                |> AI.TENSORGET logits VALUES
                """));
            using DagCommandResult r = await step.RunAsync();
            ReadOnlySpan<float> logits = r.Replies[2].Tensor!.AsSpan<float>();
            #endregion

            byCommand = logits.ToArray();
            Assert.False(r.HasFailed);
        }

        Assert.Equal(bySession, byCommand);
    }

    [Theory]
    [InlineData("AI.DAGRUN LOAD 1 a |> AI.TENSORGET a", "ERR Invalid DAG command. Unexpected argument:  AI.DAGRUN")]
    [InlineData("LOAD 1 a |> AI.MODELRUN m INPUTS a OUTPUTS b", "Deprecated AI.MODELRUN cannot be used in AI.DAGEXECUTE command")]
    public void Deprecated_commands_are_refused(string command, string error)
    {
        using RedisAiEngine ai = new();

        Assert.Equal(error, Assert.Throws<DagCommandException>(() => ai.CompileDag("p", command)).Message);
    }

    [Fact]
    public async Task Routing_is_passed_over_and_negative_values_are_taken()
    {
        await using RedisAiEngine ai = new();
        using CompiledDagCommand command = ai.CompileDag("p", "ROUTING x |> AI.TENSORSET a INT8 2 VALUES -1 -128 |> AI.TENSORGET a VALUES");

        using DagCommandResult replies = await command.RunAsync();

        Assert.Equal([-1, -128], replies.Replies[1].Tensor!.ToArray<sbyte>());
    }

    [Fact]
    public async Task Gru_step_of_many_users()
    {
        float[] zeros = new float[32];

        #region raw-ours
        await using var ai = new RedisAiEngine(new OnnxBackend());
        ModelOptions options = new() { Threads = 1, States = { new ModelState("h", "hN") { TimeToLive = TimeSpan.FromMinutes(10) } } };
        await ai.Models.StoreAsync("gru", ModelSource.FromFile("gru.onnx"), options);
        IModel gru = ai.Models["gru"];

        async ValueTask<float[]> StepAsync(string user, float[] numbers, CancellationToken cancellationToken)
        {
            using AiTensor x = AiTensor.Create<float>([1, 32], numbers);
            using ModelResult r = await gru.RunAsync([x], new InferenceOptions { Session = user }, cancellationToken);
            return r.AsSpan<float>(0).ToArray();
        }
        #endregion

        float[] first = await StepAsync("anna", zeros, TestContext.Current.CancellationToken);
        float[] second = await StepAsync("anna", zeros, TestContext.Current.CancellationToken);
        float[] other = await StepAsync("bert", zeros, TestContext.Current.CancellationToken);
        Assert.Equal(first, other);
        Assert.NotEqual(first, second);
        Assert.Equal((true, 3), (ai.Models.GetInfo("gru").Batching.IsMerged, ai.Models.GetInfo("gru").Statistics.Calls));
    }

    [Fact]
    public async Task Initializers_that_raw_code_may_replace_are_no_inputs()
    {
        await using var ai = new RedisAiEngine(new OnnxBackend());
        await ai.Models.StoreAsync("m", ModelSource.FromFile(TestData.Path("onnx", "initializer_input.onnx")));

        Assert.Equal(["x"], ai.Models["m"].Signature.Inputs.Select(static input => input.Name));
    }

    private static void SetZeros(RedisAiEngine ai, string key)
    {
        using AiTensor zeros = AiTensor.Create<float>([1, 256], static state => state.Clear());
        ai.Tensors.Set(key, zeros);
    }
}
