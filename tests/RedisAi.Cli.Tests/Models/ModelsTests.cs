using System.Text.Json;
using RedisAi.Client.Tests;
using RedisAi.Testing;

namespace RedisAi.Cli.Tests.Models;

public sealed class ModelsTests
{
    [Fact]
    public async Task Models_are_listed()
    {
        await using ServerUnderTest server = await StartAsync();

        CliRun run = await CliRun.Of("models", "list", "-t", server.Url);

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Equal(
            """
            KEY    BACKEND  DEVICE  BATCH  INPUTS  OUTPUTS           TAG
            mlp    ONNX     CPU         8  x       logits            v1
            torch  TORCH    CPU         -  a, b    1, without names

            """,
            run.Output);
    }

    [Fact]
    public async Task Models_are_listed_for_programs()
    {
        await using ServerUnderTest server = await StartAsync();

        CliRun run = await CliRun.Of("models", "list", "--json", "-t", server.Url);

        using JsonDocument json = JsonDocument.Parse(run.Output);
        JsonElement[] models = [.. json.RootElement.EnumerateArray()];
        Assert.Equal(["mlp", "torch"], models.Select(static model => model.GetProperty("key").GetString()));
        Assert.Equal(
            """{"key":"mlp","backend":"ONNX","device":"CPU","tag":"v1","batchSize":8,"minBatchSize":0,"minBatchTimeoutMs":0,"inputs":["x"],"outputs":["logits"]}""",
            JsonSerializer.Serialize(models[0]));
    }

    [Fact]
    public async Task Models_are_drawn_where_a_person_looks()
    {
        await using ServerUnderTest server = await StartAsync();

        CliRun run = await new CliRunner { IsDrawn = true }.RunAsync(["models", "list", "-t", server.Url]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("╭", run.Output, StringComparison.Ordinal);
        Assert.Contains("logits", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_tells_what_it_is_and_did()
    {
        await using ServerUnderTest server = await StartAsync();
        await using RedisAiClient client = await server.ConnectAsync();
        using AiTensor input = NpyFile.Load(TestData.Path("onnx", "mlp.in.x.npy"));
        Assert.Single(await client.Models.RunAsync("mlp", [input], outputs: 1)).Dispose();

        CliRun run = await CliRun.Of("models", "info", "mlp", "-t", server.Url);

        Assert.Equal(0, run.ExitCode);
        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            ["key: mlp", "backend: ONNX", "device: CPU", "tag: v1", "batch size: 8", "waits for: nothing", "inputs: x", "outputs: logits", "calls: 1, 0 of them failed", $"rows: {input.Shape[0]}"],
            lines[..^1]);
        Assert.Matches("^time in runs: [0-9.,]+ (us|ms|s)$", lines[^1]);
    }

    [Fact]
    public async Task Model_tells_programs_what_it_did()
    {
        await using ServerUnderTest server = await StartAsync();

        CliRun run = await CliRun.Of("models", "info", "mlp", "-t", server.Url, "--json");

        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.Equal("""{"calls":0,"errors":0,"samples":0,"durationUs":0}""", JsonSerializer.Serialize(json.RootElement.GetProperty("statistics")));
    }

    [Fact]
    public async Task Model_that_is_not_there_is_told_with_the_remedy()
    {
        await using ServerUnderTest server = await StartAsync();

        CliRun run = await CliRun.Of("models", "info", "none", "-t", server.Url);

        Assert.Equal((1, "", $"There is no model 'none' at redis://127.0.0.1:{server.Port}. 'redisai models list' shows those that are there.\n"), (run.ExitCode, run.Output, run.Errors));
    }

    private static async Task<ServerUnderTest> StartAsync()
    {
        ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using RedisAiClient client = await server.ConnectAsync();
        await client.Models.StoreAsync("mlp", "ONNX", await File.ReadAllBytesAsync(TestData.Path("onnx", "mlp.onnx")), new RemoteModelOptions { Tag = "v1", BatchSize = 8 });
        await client.Models.StoreAsync("torch", "TORCH", await File.ReadAllBytesAsync(TestData.Path("torch", "add16.pt")));
        return server;
    }
}
