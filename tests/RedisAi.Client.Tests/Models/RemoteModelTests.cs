using RedisAi.Server.Tests.Importing;
using RedisAi.Testing;

namespace RedisAi.Client.Tests.Models;

public sealed class RemoteModelTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Model_is_stored_told_of_and_deleted()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using RedisAiClient client = await server.ConnectAsync();
        byte[] file = await File.ReadAllBytesAsync(TestData.Path("onnx", "mlp.onnx"), Token);

        await client.Models.StoreAsync("m", "ONNX", file, new RemoteModelOptions { Tag = "v1", BatchSize = 8, MinBatchSize = 2, MinBatchTimeout = TimeSpan.FromMilliseconds(5) }, Token);

        Assert.Equal([new KeyValuePair<string, string>("m", "v1")], await client.Models.ListAsync(Token));
        RemoteModelInfo? model = await client.Models.GetAsync("m", Token);
        Assert.Equal(("m", "ONNX", "CPU", "v1"), (model!.Key, model.Backend, model.Device, model.Tag));
        Assert.Equal((8, 2, TimeSpan.FromMilliseconds(5)), (model.BatchSize, model.MinBatchSize, model.MinBatchTimeout));
        Assert.Equal(["x"], model.Inputs);
        Assert.Equal(["logits"], model.Outputs);
        Assert.Equal(file, await client.Models.GetFileAsync("m", Token));
        Assert.Equal(8, server.Engine.Models.GetOptions("m").Batching.BatchSize);

        Assert.True(await client.Models.DeleteAsync("m", Token));

        Assert.False(await client.Models.DeleteAsync("m", Token));
        Assert.Empty(await client.Models.ListAsync(Token));
        Assert.Null(await client.Models.GetAsync("m", Token));
        Assert.Null(await client.Models.GetFileAsync("m", Token));
        Assert.Null(await client.Models.GetStatisticsAsync("m", Token));
    }

    [Fact]
    public async Task Models_are_listed_in_the_order_of_their_keys()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using RedisAiClient client = await server.ConnectAsync();
        byte[] file = await File.ReadAllBytesAsync(TestData.Path("onnx", "add16.onnx"), Token);
        foreach (string key in (string[])["b", "a", "c"])
        {
            await client.Models.StoreAsync(key, "ONNX", file, cancellationToken: Token);
        }

        Assert.Equal(["a", "b", "c"], (await client.Models.ListAsync(Token)).Select(static model => model.Key));
    }

    [Fact]
    public async Task Model_runs_from_keys_to_keys()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using RedisAiClient client = await server.ConnectAsync();
        await StoreAsync(client, "two_outputs");
        using AiTensor a = NpyFile.Load(TestData.Path("onnx", "two_outputs.in.a.npy"));
        using AiTensor b = NpyFile.Load(TestData.Path("onnx", "two_outputs.in.b.npy"));
        using AiTensor expected = NpyFile.Load(TestData.Path("onnx", "two_outputs.out.difference.npy"));
        RemoteModelInfo? model = await client.Models.GetAsync("two_outputs", Token);
        await client.Tensors.SetAsync("a", a, cancellationToken: Token);
        await client.Tensors.SetAsync("b", b, cancellationToken: Token);

        await client.Models.ExecuteAsync("two_outputs", model!.Inputs, [.. model.Outputs.Select(static name => $"out:{name}")], TimeSpan.FromMinutes(1), Token);

        using AiTensor? output = await client.Tensors.GetAsync("out:difference", Token);
        Assert.True(output!.ContentEquals(expected), $"{output.Format()} is not {expected.Format()}");
        RemoteModelStatistics? statistics = await client.Models.GetStatisticsAsync("two_outputs", Token);
        Assert.Equal((1, 0), (statistics!.Calls, statistics.Errors));
        Assert.True(statistics.Duration > TimeSpan.Zero);
    }

    [Fact]
    public async Task Model_runs_on_tensors_of_the_caller_and_leaves_no_key()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using RedisAiClient client = await server.ConnectAsync();
        await StoreAsync(client, "two_outputs");
        RemoteModelInfo? model = await client.Models.GetAsync("two_outputs", Token);
        using AiTensor first = NpyFile.Load(TestData.Path("onnx", $"two_outputs.in.{model!.Inputs[0]}.npy"));
        using AiTensor second = NpyFile.Load(TestData.Path("onnx", $"two_outputs.in.{model.Inputs[1]}.npy"));

        IReadOnlyList<AiTensor> outputs = await client.Models.RunAsync("two_outputs", [first, second], outputs: 2, TimeSpan.FromMinutes(1), Token);

        Assert.Equal(2, outputs.Count);
        for (int i = 0; i < outputs.Count; i++)
        {
            using AiTensor expected = NpyFile.Load(TestData.Path("onnx", $"two_outputs.out.{model.Outputs[i]}.npy"));
            using AiTensor output = outputs[i];
            Assert.True(output.ContentEquals(expected), $"{output.Format()} is not {expected.Format()}");
        }

        Assert.Equal(0, server.Engine.Tensors.Count);
    }

    [Fact]
    public async Task TorchScript_model_runs()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using RedisAiClient client = await server.ConnectAsync();
        await client.Models.StoreAsync("m", "TORCH", await File.ReadAllBytesAsync(TestData.Path("torch", "add16.pt"), Token), cancellationToken: Token);
        using AiTensor a = NpyFile.Load(TestData.Path("torch", "add16.in.0.npy"));
        using AiTensor b = NpyFile.Load(TestData.Path("torch", "add16.in.1.npy"));
        using AiTensor expected = NpyFile.Load(TestData.Path("torch", "add16.out.0.npy"));

        using AiTensor output = Assert.Single(await client.Models.RunAsync("m", [a, b], outputs: 1, cancellationToken: Token));

        Assert.True(output.ContentEquals(expected));
        Assert.Equal(2, (await client.Models.GetAsync("m", Token))!.Inputs.Count);
    }

    [Fact]
    public async Task Calls_at_the_same_time_get_their_own_outputs()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using RedisAiClient first = await server.ConnectAsync();
        await using RedisAiClient second = await server.ConnectAsync();
        await StoreAsync(first, "identity_float32");

        await Task.WhenAll(((RedisAiClient[])[first, second]).Select(static (client, caller) => Task.Run(async () =>
        {
            for (int i = 0; i < 100; i++)
            {
                using AiTensor input = AiTensor.Create<float>([1], [caller + (10f * i)]);
                using AiTensor output = Assert.Single(await client.Models.RunAsync("identity_float32", [input], outputs: 1));
                Assert.Equal(caller + (10f * i), output.AsSpan<float>()[0]);
            }
        })));
    }

    [Fact]
    public async Task File_that_is_no_model_is_refused_in_the_words_of_the_server()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using RedisAiClient client = await server.ConnectAsync();

        RedisAiServerException error = await Assert.ThrowsAsync<RedisAiServerException>(() => client.Models.StoreAsync("m", "ONNX", "no model"u8.ToArray()));
        RedisAiServerException other = await Assert.ThrowsAsync<RedisAiServerException>(() => client.Models.StoreAsync("m", "TF", "no model"u8.ToArray()));

        Assert.Equal("AI.MODELSTORE 'm'", error.Command);
        Assert.NotNull(error.ServerError);
        Assert.NotNull(other.ServerError);
        Assert.Null(await client.Models.GetAsync("m", Token));
    }

    [Fact]
    public async Task Run_that_fails_is_told_in_the_words_of_the_server()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using RedisAiClient client = await server.ConnectAsync();
        await StoreAsync(client, "add16");
        using AiTensor wrong = AiTensor.Create<float>([3], [1, 2, 3]);
        using AiTensor half = AiTensor.Scalar((Half)1);

        RedisAiServerException shape = await Assert.ThrowsAsync<RedisAiServerException>(() => client.Models.RunAsync("add16", [wrong, wrong], outputs: 1));
        RedisAiServerException count = await Assert.ThrowsAsync<RedisAiServerException>(() => client.Models.RunAsync("add16", [wrong], outputs: 1));
        RedisAiServerException absent = await Assert.ThrowsAsync<RedisAiServerException>(() => client.Models.RunAsync("none", [wrong], outputs: 1));
        RedisAiServerException key = await Assert.ThrowsAsync<RedisAiServerException>(() => client.Models.ExecuteAsync("add16", ["a", "b"], ["c"]));
        RedisAiServerException type = await Assert.ThrowsAsync<RedisAiServerException>(() => client.Models.RunAsync("add16", [half, half], outputs: 1));

        Assert.All([shape, count, absent, key], static error => Assert.NotNull(error.ServerError));
        Assert.Contains("model key is empty", absent.ServerError, StringComparison.Ordinal);
        Assert.Contains("tensor key is empty", key.ServerError, StringComparison.Ordinal);
        Assert.Null(type.ServerError);
        await client.PingAsync(Token);
    }

    [Theory]
    [InlineData("AI._MODELSCAN", "*1\r\n$1\r\nk\r\n", "for a model the server answers 'k'")]
    [InlineData("AI._MODELSCAN", "+OK\r\n", "the server answers 'OK'")]
    public async Task List_that_is_none_is_told(string command, string answer, string told)
    {
        using FakeServer server = new(asked => asked == "PING" ? "+PONG\r\n" : answer);
        await using RedisAiClient client = await RedisAiClient.ConnectAsync(server.Url);

        RedisAiServerException error = await Assert.ThrowsAsync<RedisAiServerException>(() => client.Models.ListAsync());

        Assert.Equal($"{server.Url}, {command}: {told}.", error.Message);
    }

    [Theory]
    [InlineData("*12\r\n$7\r\nbackend\r\n$4\r\nONNX\r\n$6\r\ndevice\r\n$3\r\nCPU\r\n$9\r\nbatchsize\r\n:-1\r\n$12\r\nminbatchsize\r\n:0\r\n$15\r\nminbatchtimeout\r\n:0\r\n$6\r\ninputs\r\n*0\r\n", "the server answers -1 for a count")]
    [InlineData("$1\r\nx\r\n", "the server answers 'x'")]
    public async Task Model_that_is_none_is_told(string answer, string told)
    {
        using FakeServer server = new(asked => asked == "PING" ? "+PONG\r\n" : answer);
        await using RedisAiClient client = await RedisAiClient.ConnectAsync(server.Url);

        RedisAiServerException error = await Assert.ThrowsAsync<RedisAiServerException>(() => client.Models.GetAsync("m"));

        Assert.Equal($"{server.Url}, AI.MODELGET 'm': {told}.", error.Message);
    }

    [Fact]
    public async Task Times_that_no_clock_has_are_cut()
    {
        using FakeServer server = new(static asked => asked == "PING" ? "+PONG\r\n" : "*4\r\n$8\r\nduration\r\n:9223372036854775807\r\n$5\r\ncalls\r\n:1\r\n");
        await using RedisAiClient client = await RedisAiClient.ConnectAsync(server.Url);

        RemoteModelStatistics? statistics = await client.Models.GetStatisticsAsync("m", Token);

        Assert.Equal(1, statistics!.Calls);
        Assert.True(statistics.Duration > TimeSpan.FromDays(10_000_000));
    }

    private static async Task StoreAsync(RedisAiClient client, string name) =>
        await client.Models.StoreAsync(name, "ONNX", await File.ReadAllBytesAsync(TestData.Path("onnx", $"{name}.onnx"), Token), cancellationToken: Token);
}
