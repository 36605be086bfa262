using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using RedisAi.Client.Tests;
using RedisAi.Testing;

namespace RedisAi.Cli.Tests;

/// <summary>The tool as a process.</summary>
public sealed class ProgramTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Program_inspects()
    {
        (int exitCode, string output, string errors) = await RunAsync("inspect", TestData.Path("onnx", "mlp.onnx"), "--json");

        Assert.Equal((0, ""), (exitCode, errors));
        using JsonDocument document = JsonDocument.Parse(output);
        Assert.Equal("ONNX", document.RootElement.GetProperty("backend").GetString());
    }

    [Fact]
    public async Task Program_writes_plain_text_to_other_programs()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();

        (int exitCode, string output, string errors) = await RunAsync("tensors", "set", "grün", "-1", "2", "-t", server.Url);
        (_, string listed, _) = await RunAsync("tensors", "list", "-t", server.Url);

        Assert.Equal((0, "Set 'grün': float32 [2]\n", ""), (exitCode, output, errors));
        Assert.Equal("KEY   TYPE     SHAPE  EXPIRES IN\ngrün  float32  [2]             -\n", listed);
    }

    [Fact]
    public async Task Program_writes_UTF8_whatever_the_encoding_of_the_terminal_is()
    {
        using ChildProcess program = new(
            ChildProcess.DotnetPath,
            [ChildProcess.ProgramOf("RedisAi.Cli"), "inspect", TestData.Path("onnx", "metadata.onnx"), "--json"],
            environment: new Dictionary<string, string?> { ["LC_ALL"] = "de_DE.ISO-8859-1" });

        Assert.Contains(await program.ReadLinesAsync(), static line => line.Contains("Zoë Müller 山田 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Program_ends_with_1_when_it_fails_and_with_2_when_it_is_not_understood()
    {
        (int failed, _, string why) = await RunAsync("inspect", TestData.Path("onnx", "not_a_model.onnx"));
        (int notUnderstood, _, _) = await RunAsync("inspekt");

        Assert.Equal((1, 2), (failed, notUnderstood));
        Assert.Single(why.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Program_tells_its_version()
    {
        (int exitCode, string output, _) = await RunAsync("--version");

        Assert.Equal(0, exitCode);
        Assert.Matches("^[0-9]+\\.[0-9]+\\.[0-9]+", output);
    }

    [Fact]
    public async Task Program_serves_until_it_is_told_to_end_and_finds_what_it_had()
    {
        using TemporaryFolder folder = new();
        for (int round = 0; round < 2; round++)
        {
            using ChildProcess program = new(ChildProcess.DotnetPath, [ChildProcess.ProgramOf("RedisAi.Cli"), "serve", "--port", "0", "--store", "data.db"], folder.Path);
            string target = $"redisai://localhost:{await PortAsync(program)}";
            await using (RedisAiClient client = await RedisAiClient.ConnectAsync(target))
            {
                using AiTensor? kept = await client.Tensors.GetAsync("t");
                Assert.Equal(round > 0, kept is not null);
                using AiTensor tensor = AiTensor.Scalar(1f);
                await client.Tensors.SetAsync("t", tensor);
            }

            Assert.Equal(0, (await ChildProcess.RunAsync("kill", ["-TERM", $"{program.Id}"])).ExitCode);
            await program.ReadLinesAsync();
            Assert.Equal(0, program.ExitCode);
        }
    }

    [Fact]
    public async Task Program_that_is_interrupted_says_so_and_ends_with_130()
    {
        // A server that answers nothing.
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();

        // What a shell has started in the background ignores interrupts, and so does all that it starts; these tests may be such a thing.
        string[] command = ["--default-signal=INT", ChildProcess.DotnetPath, ChildProcess.ProgramOf("RedisAi.Cli"), "models", "list", "-t", $"redisai://{listener.LocalEndpoint}"];
        using ChildProcess program = new("env", command);
        using Socket client = await listener.AcceptSocketAsync().WaitAsync(s_patience);

        Assert.Equal(0, (await ChildProcess.RunAsync("kill", ["-INT", $"{program.Id}"])).ExitCode);
        Assert.Empty(await program.ReadLinesAsync());
        Assert.Equal((130, "Interrupted.\n"), (program.ExitCode, await program.ErrorsAsync()));
    }

    private static Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) =>
        ChildProcess.RunAsync(ChildProcess.DotnetPath, [ChildProcess.ProgramOf("RedisAi.Cli"), .. arguments]);

    private static async Task<int> PortAsync(ChildProcess program)
    {
        const string Served = "Clients are served at localhost:";
        while (await program.ReadLineAsync(s_patience) is { } line)
        {
            int at = line.IndexOf(Served, StringComparison.Ordinal);
            if (at >= 0)
            {
                return int.Parse(line[(at + Served.Length)..]);
            }
        }

        throw new InvalidOperationException(await program.ErrorsAsync());
    }
}
