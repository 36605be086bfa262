using System.Text.Json;
using RedisAi.Client.Tests;
using RedisAi.Testing;

namespace RedisAi.Cli.Tests.Importing;

public sealed class ImportTests
{
    [Fact]
    public async Task Tensors_and_models_come_over()
    {
        await using ServerUnderTest source = await ServerUnderTest.StartAsync();
        await using ServerUnderTest target = await ServerUnderTest.StartAsync();
        await FillAsync(source);

        CliRun run = await CliRun.Of("import", Address(source), "--into", Address(target));
        CliRun again = await CliRun.Of("import", Address(source), "--into", Address(target), "--json", "--match", "t*");

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("Imported 1 tensor, 1 model and 0 scripts: ", run.Output, StringComparison.Ordinal);
        Assert.Equal(1, target.Engine.Tensors.Count);
        Assert.Equal("m", Assert.Single(target.Engine.Models.List()).Key);
        using JsonDocument document = JsonDocument.Parse(again.Output);
        Assert.Equal((1, 0, 1), (document.RootElement.GetProperty("keys").GetInt32(), document.RootElement.GetProperty("tensors").GetInt32(), document.RootElement.GetProperty("present").GetInt32()));
    }

    [Fact]
    public async Task Tensors_and_models_come_into_a_file()
    {
        using TemporaryFolder folder = new();
        await using ServerUnderTest source = await ServerUnderTest.StartAsync();
        await FillAsync(source);

        CliRun run = await CliRun.Of("import", Address(source), "--store", folder["state.db"], "--json");

        Assert.Equal(0, run.ExitCode);
        using JsonDocument document = JsonDocument.Parse(run.Output);
        Assert.Equal((1, 1), (document.RootElement.GetProperty("tensors").GetInt32(), document.RootElement.GetProperty("models").GetInt32()));
        Assert.True(File.Exists(folder["state.db"]));
    }

    [Fact]
    public async Task How_far_it_is_goes_where_errors_go()
    {
        await using ServerUnderTest source = await ServerUnderTest.StartAsync();
        await using ServerUnderTest target = await ServerUnderTest.StartAsync();
        await FillAsync(source);

        CliRun run = await new CliRunner { Time = new HurriedTime() }.RunAsync(["import", Address(source), "--into", Address(target), "--json"]);

        // How often it is told between two commands is a matter of threads.
        string[] told = [.. run.Errors.Split(Environment.NewLine).Distinct()];
        Assert.Equal("2 keys of about 2: 1 tensor, 0 models, 0 scripts, 4 bytes", told[0]);
        Assert.StartsWith("2 keys of about 2: 1 tensor, 1 model, 0 scripts, ", told[1], StringComparison.Ordinal);
        using JsonDocument document = JsonDocument.Parse(run.Output);
        Assert.Equal(2, document.RootElement.GetProperty("keys").GetInt32());
    }

    [Fact]
    public async Task What_is_left_out_has_a_number_of_its_own()
    {
        await using ServerUnderTest source = await ServerUnderTest.StartAsync();
        await using ServerUnderTest target = await ServerUnderTest.StartAsync();
        using AiTensor half = AiTensor.Scalar((Half)1);
        source.Engine.Tensors.Set("half", half);

        CliRun run = await CliRun.Of("import", Address(source), "--into", Address(target), "--json");

        Assert.Equal(3, run.ExitCode);
        using JsonDocument document = JsonDocument.Parse(run.Output);
        Assert.Equal(1, document.RootElement.GetProperty("leftOut").GetInt32());
        Assert.StartsWith("tensor 'half': ", document.RootElement.GetProperty("reasons")[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "There must be --store FILE or --into URL, and not both.", "redis://a")]
    [InlineData(2, "URL is no address such as redis://user:password@host:6379; ", "hots", "--store", "f")]
    [InlineData(1, "It could not go on: redis://127.0.0.1:1: Connection refused. Begun again, it goes on with what is missing.", "redis://127.0.0.1:1", "--store", "f")]
    public async Task Import_that_cannot_be_done_says_why(int exitCode, string told, params string[] arguments)
    {
        CliRun run = await CliRun.Of(["import", .. arguments]);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.StartsWith(told, run.Errors, StringComparison.Ordinal);
    }

    private static string Address(ServerUnderTest server) => $"redis://127.0.0.1:{server.Port}";

    private static async Task FillAsync(ServerUnderTest server)
    {
        using AiTensor tensor = AiTensor.Scalar(5f);
        server.Engine.Tensors.Set("t", tensor);
        await using RedisAiClient client = await server.ConnectAsync();
        await client.Models.StoreAsync("m", "ONNX", await File.ReadAllBytesAsync(TestData.Path("onnx", "add16.onnx")));
    }

    /// <summary>Two seconds later each time that somebody looks.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Add(ref _ticks, 2 * TimeSpan.TicksPerSecond);
    }
}
