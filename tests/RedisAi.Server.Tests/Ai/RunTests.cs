using RedisAi.Server.Commands;
using RedisAi.Testing;

namespace RedisAi.Server.Tests.Ai;

/// <summary>Runs that fail, take long or are nobody's any more.</summary>
public sealed class RunTests
{
    private static readonly ModelOptions s_cold = new() { WarmUp = false };

    [Fact]
    public async Task Call_that_takes_longer_than_its_TIMEOUT_is_answered_with_TIMEDOUT_and_writes_nothing()
    {
        ManualTimeProvider time = new();
        await using Endpoint endpoint = new(time);
        TaskCompletionSource began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await endpoint.Engine.Models.StoreAsync("slow", Waiting(began), s_cold);
        await endpoint.SendAsync("AI.TENSORSET x FLOAT 1");

        Task<Reply> call = Task.Run(() => endpoint.SendAsync("AI.MODELEXECUTE slow INPUTS 1 x OUTPUTS 1 y TIMEOUT 100"));
        await began.Task;
        time.Advance(TimeSpan.FromMilliseconds(100));
        Reply reply = await call;

        Assert.Equal("+TIMEDOUT", $"{reply}");
        Assert.False(endpoint.Engine.Tensors.Contains("y"));
        Assert.Contains("$calls :0 $errors :0", $"{await endpoint.SendAsync("AI.INFO slow")}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Graph_that_takes_longer_than_its_TIMEOUT_is_answered_with_TIMEDOUT_and_persists_nothing()
    {
        ManualTimeProvider time = new();
        await using Endpoint endpoint = new(time);
        TaskCompletionSource began = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await endpoint.Engine.Models.StoreAsync("slow", Waiting(began), s_cold);
        await endpoint.SendAsync("AI.TENSORSET x FLOAT 1");

        Task<Reply> call = Task.Run(() => endpoint.SendAsync("AI.DAGEXECUTE LOAD 1 x PERSIST 1 p TIMEOUT 100 |> AI.TENSORSET p FLOAT 1 |> AI.MODELEXECUTE slow INPUTS 1 x OUTPUTS 1 y"));
        await began.Task;
        time.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Equal("+TIMEDOUT", $"{await call}");
        Assert.False(endpoint.Engine.Tensors.Contains("p"));
    }

    [Fact]
    public async Task Outputs_of_a_client_that_has_gone_are_dropped()
    {
        await using Endpoint endpoint = new();
        using CancellationTokenSource gone = new();
        await endpoint.Engine.Models.StoreAsync(
            "leaving",
            ModelSource.FromFunction(
                ["x"],
                ["y"],
                inputs =>
                {
                    gone.Cancel();
                    return [inputs[0]];
                }),
            s_cold);
        await endpoint.SendAsync("AI.TENSORSET x FLOAT 1");
        endpoint.Client = new FakeClient { Gone = gone.Token };

        await endpoint.SendAsync("AI.MODELEXECUTE leaving INPUTS 1 x OUTPUTS 1 y");

        Assert.False(endpoint.Engine.Tensors.Contains("y"));
    }

    [Fact]
    public async Task Whatever_a_model_throws_is_told_in_one_line_and_counted()
    {
        await using Endpoint endpoint = new();
        await endpoint.Engine.Models.StoreAsync("broken", ModelSource.FromFunction(["x"], ["y"], static _ => throw new InvalidOperationException("It is\nbroken.")), s_cold);
        await endpoint.SendAsync("AI.TENSORSET x FLOAT 1");

        Reply reply = await endpoint.SendAsync("AI.MODELEXECUTE broken INPUTS 1 x OUTPUTS 1 y");

        Assert.StartsWith("-ERR ", $"{reply}", StringComparison.Ordinal);
        Assert.Contains("It is broken.", $"{reply}", StringComparison.Ordinal);
        Assert.Contains("$calls :1 $errors :1", $"{await endpoint.SendAsync("AI.INFO broken")}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_of_the_application_is_described_but_its_file_is_not_there()
    {
        await using Endpoint endpoint = new();
        await endpoint.Engine.Models.StoreAsync("own", ModelSource.FromFile(TestData.Path("onnx", "add16.onnx")), new ModelOptions { Tag = "v3" });

        Assert.Equal(
            "*16[$backend $ONNX $device $CPU $tag $v3 $batchsize :0 $minbatchsize :0 $inputs *2[$a $b] $outputs *1[$c] $minbatchtimeout :0]",
            $"{await endpoint.SendAsync("AI.MODELGET own META")}");
        Assert.Equal("-ERR the application has stored the model 'own', so its file is not here; META tells the rest", $"{await endpoint.SendAsync("AI.MODELGET own")}");
        Assert.Equal("*1[*2[$own $v3]]", $"{await endpoint.SendAsync("AI._MODELSCAN")}");
    }

    [Fact]
    public async Task What_the_application_stores_after_a_client_is_not_taken_for_the_client_s()
    {
        await using Endpoint endpoint = new();
        byte[] file = await File.ReadAllBytesAsync(TestData.Path("onnx", "add16.onnx"));
        await endpoint.SendAsync(["AI.MODELSTORE"u8.ToArray(), "m"u8.ToArray(), "ONNX"u8.ToArray(), "cpu"u8.ToArray(), "BLOB"u8.ToArray(), file]);

        await endpoint.Engine.Models.StoreAsync("m", ModelSource.FromFile(TestData.Path("onnx", "two_outputs.onnx")));

        Assert.StartsWith("-ERR the application", $"{await endpoint.SendAsync("AI.MODELGET m BLOB")}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task BATCHSIZE_is_a_cap_with_batching_on_and_none_leaves_it_to_the_engine()
    {
        await using Endpoint endpoint = new();
        byte[] file = await File.ReadAllBytesAsync(TestData.Path("onnx", "mlp.onnx"));
        await StoreAsync("one");
        await StoreAsync("two", "BATCHSIZE", "8", "MINBATCHSIZE", "4", "MINBATCHTIMEOUT", "20000");
        await StoreAsync("three", "BATCHSIZE", "100000", "MINBATCHSIZE", "200000");

        BatchingOptions one = endpoint.Engine.Models.GetOptions("one").Batching;
        ModelOptions two = endpoint.Engine.Models.GetOptions("two");
        BatchingOptions three = endpoint.Engine.Models.GetOptions("three").Batching;

        Assert.Equal((BatchingMode.Auto, null), (one.Mode, one.BatchSize));
        Assert.Equal((BatchingMode.On, 8, 4, TimeSpan.FromSeconds(20)), (two.Batching.Mode, two.Batching.BatchSize, two.Batching.MinBatchSize, two.Batching.MinBatchTimeout));
        Assert.Equal(TimeSpan.FromSeconds(20), two.MaxWait);
        Assert.Equal((65_536, 65_536, TimeSpan.FromSeconds(10)), (three.BatchSize, three.MinBatchSize, three.MinBatchTimeout));

        async Task StoreAsync(string key, params string[] options)
        {
            Reply reply = await endpoint.SendAsync(
                [.. ((string[])["AI.MODELSTORE", key, "ONNX", "CPU", .. options, "BLOB"]).Select(static token => (ReadOnlyMemory<byte>)System.Text.Encoding.UTF8.GetBytes(token)), file]);
            Assert.Equal("+OK", $"{reply}");
        }
    }

    [Fact]
    public async Task Negative_values_are_taken_where_that_is_asked_for()
    {
        await using Endpoint endpoint = new(settings: new RedisAi.Server.Ai.AiSettings { RefusesNegatives = false });

        await endpoint.SendAsync("AI.TENSORSET x INT8 2 VALUES -1 -128");

        Assert.Equal("*2[:-1 :-128]", $"{await endpoint.SendAsync("AI.TENSORGET x VALUES")}");
    }

    [Fact]
    public async Task Tensor_that_does_not_fit_into_the_budget_is_not_saved()
    {
        RedisAiOptions options = new();
        options.Tensors.MaxBytes = 1000;
        await using Endpoint endpoint = new(options: options);

        Assert.Equal("+OK", $"{await endpoint.SendAsync("AI.TENSORSET x FLOAT 100")}");
        Assert.Equal("+OK", $"{await endpoint.SendAsync("AI.TENSORSET x FLOAT 200")}");
        Assert.Equal("-ERR could not save tensor", $"{await endpoint.SendAsync("AI.TENSORSET y FLOAT 200")}");
    }

    [Fact]
    public async Task Sections_of_INFO_are_five_in_RedisAI_s_order()
    {
        await using Endpoint endpoint = new();
        await endpoint.SendAsync("AI.CONFIG LOADBACKEND ONNX x");

        string text = RedisAi.Server.Ai.Info.InfoSections.Of(endpoint.Services);

        Assert.Equal(
            ["ai_versions", "ai_git", "ai_load_time_configs", "ai_backends_info", "ai_cpu"],
            text.Split("\r\n").Where(static line => line.StartsWith("# ", StringComparison.Ordinal)).Select(static line => line[2..]));
        Assert.Contains("ai_onnxruntime_version:1.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ai_Torch_version", text, StringComparison.Ordinal);
        Assert.All(text.Split("\r\n").Where(static line => line.Length > 0 && line[0] != '#'), static line => Assert.Matches("^ai_[A-Za-z_0-9]+:.+$", line));
    }

    [Fact]
    public async Task Storing_is_a_right_and_reading_and_running_are_not()
    {
        await using Endpoint endpoint = new();

        string[] storing = [.. RedisAi.Server.Ai.AiCommands.Create(endpoint.Services).Where(static command => command.Flags.HasFlag(CommandFlags.StoresCode)).Select(static command => command.Name)];

        Assert.Equal(["ai.modelstore", "ai.modelset", "ai.scriptstore", "ai.scriptset"], storing);
    }

    /// <summary>A model that waits until it is stopped.</summary>
    private static ModelSource Waiting(TaskCompletionSource began) => ModelSource.FromFunction(
        ["x"],
        ["y"],
        (inputs, cancellationToken) =>
        {
            began.SetResult();
            cancellationToken.WaitHandle.WaitOne();
            cancellationToken.ThrowIfCancellationRequested();
            return [inputs[0]];
        });
}
