using System.Net;
using RedisAi.Server.Running;
using RedisAi.Testing;

namespace RedisAi.Server.Tests.Hosting;

public sealed class ProgramTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    [Fact]
    public void Arguments_are_settings_by_Redis_names_or_their_own()
    {
        Dictionary<string, string?>? settings = ServerArguments.Parse(["--port", "7000", "--bind=*", "--requirepass", "p", "--RedisAi:Tensors:MaxBytes", "5", "--store", "f"], out _);

        Assert.Equal(
            [("RedisAi:Resp:Port", "7000"), ("RedisAi:Resp:Address", "*"), ("RedisAi:Resp:Password", "p"), ("RedisAi:Tensors:MaxBytes", "5"), ("RedisAi:Store:Path", "f")],
            settings!.Select(static setting => (setting.Key, setting.Value!)));
    }

    [Theory]
    [InlineData("--prot", "7000")]
    [InlineData("--port")]
    [InlineData("7000")]
    public void What_is_not_understood_is_told(params string[] arguments)
    {
        Assert.Null(ServerArguments.Parse(arguments, out string? usage));

        Assert.StartsWith($"'{arguments[0]}' is not understood, or lacks a value.", usage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SHUTDOWN NOSAVE", "interval")]
    [InlineData("SHUTDOWN", "none")]
    [InlineData("SHUTDOWN SAVE", "everywrite")]
    [InlineData("SIGTERM", "none")]
    [InlineData("SIGTERM", "interval")]
    public async Task Program_ends_by_command_or_signal_and_finds_what_it_had_when_it_starts_again(string end, string durability)
    {
        using TemporaryFolder folder = new();
        string[] arguments = ["--port", "0", "--store", "data/state.db", "--durability", durability, "--RedisAi:Durability:Interval", "01:00:00"];
        string[] lines = await RunAsync(folder, arguments, client =>
        {
            Assert.Equal("+OK", client.Ask("AI.TENSORSET", "t", "FLOAT", "2", "VALUES", "1", "2"));
            End(client, end);
        });
        Assert.DoesNotContain(lines, static line => line.Contains("warn", StringComparison.OrdinalIgnoreCase));

        await RunAsync(folder, arguments, static client =>
        {
            Assert.Equal("[$1 $2]", client.Ask("AI.TENSORGET", "t", "VALUES"));
            End(client, "SHUTDOWN");
        });
        Assert.True(File.Exists(folder["data/state.db"]));
    }

    [Fact]
    public async Task Program_has_its_backends()
    {
        using TemporaryFolder folder = new();
        await RunAsync(folder, ["--port", "0"], static client =>
        {
            byte[] model = File.ReadAllBytes(TestData.Path("onnx", "add16.onnx"));
            client.Send($"*6\r\n$13\r\nAI.MODELSTORE\r\n$1\r\nm\r\n$4\r\nONNX\r\n$3\r\nCPU\r\n$4\r\nBLOB\r\n${model.Length}\r\n");
            client.Send(model);
            client.Send("\r\n");
            Assert.Equal("+OK", client.Reply());
            Assert.Equal("+OK", client.Ask("AI.SCRIPTSET", "s", "CPU", "SOURCE", "def f(x):\n    return x\n"));
            End(client, "SHUTDOWN");
        });
    }

    [Fact]
    public async Task Save_of_the_program_is_synchronised_with_the_disk_where_nothing_else_is()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/strace"), "strace is not installed.");
        using TemporaryFolder folder = new();
        string trace = folder["trace"];
        string[] arguments =
        [
            "-f", "-e", "trace=fsync,fdatasync,sendto,write,sendmsg", "-s", "32", "-o", trace, ChildProcess.DotnetPath, ChildProcess.ProgramOf("RedisAi.Server"),
            "--port", "0", "--store", folder["state.db"], "--durability", "none", "--RedisAi:Durability:Interval", "00:00:00.05",
        ];
        using ChildProcess program = new("/usr/bin/strace", arguments, folder.Path);
        int port = await PortAsync(program);
        using (RespClient client = new(new IPEndPoint(IPAddress.Loopback, port)))
        {
            long before = new FileInfo(folder["state.db-wal"]).Length;
            client.Ask("AI.TENSORSET", "t", "FLOAT", "1", "VALUES", "1");

            // Nothing is left to be written then, and all is still to be synchronised.
            await Eventually.HoldsAsync(() => new FileInfo(folder["state.db-wal"]).Length > before, "the tensor is in the log");
            Assert.Equal("$before", client.Ask("ECHO", "before"));
            Assert.Equal("+OK", client.Ask("SAVE"));
            Assert.Equal("$after", client.Ask("ECHO", "after"));
            End(client, "SHUTDOWN NOSAVE");
        }

        await program.ReadLinesAsync();
        string[] calls = await File.ReadAllLinesAsync(trace);
        int from = Array.FindIndex(calls, static call => call.Contains("before", StringComparison.Ordinal));
        int to = Array.FindIndex(calls, static call => call.Contains("after", StringComparison.Ordinal));
        Assert.True(from >= 0 && to > from, "The replies are not in the trace.");
        Assert.Contains(calls[from..to], static call => call.Contains("sync(", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Program_whose_file_another_one_has_says_so()
    {
        using TemporaryFolder folder = new();
        await RunAsync(folder, ["--port", "0", "--store", "state.db"], client =>
        {
            (int exitCode, _, string errors) = ChildProcess.RunAsync(
                ChildProcess.DotnetPath, [ChildProcess.ProgramOf("RedisAi.Server"), "--port", "0", "--store", "state.db"], folder.Path).GetAwaiter().GetResult();
            Assert.Equal(1, exitCode);
            Assert.Contains("state.db' cannot be opened: ", errors, StringComparison.Ordinal);
            End(client, "SHUTDOWN");
        });
    }

    [Fact]
    public async Task Program_imports()
    {
        using TemporaryFolder folder = new();
        await using EngineHost source = await EngineHost.StartAsync();
        using (AiTensor tensor = AiTensor.Scalar(5f))
        {
            source.Engine.Tensors.Set("t", tensor);
        }

        (int exitCode, string output, _) = await ChildProcess.RunAsync(
            ChildProcess.DotnetPath, [ChildProcess.ProgramOf("RedisAi.Server"), "import", $"redis://localhost:{source.Port}", "--store", "state.db"], folder.Path);

        Assert.Equal((0, "Imported 1 tensor, 0 models and 0 scripts: 4 bytes.\n"), (exitCode, output));
        await RunAsync(folder, ["--port", "0", "--store", "state.db"], static client =>
        {
            Assert.Equal("[$5]", client.Ask("AI.TENSORGET", "t", "VALUES"));
            End(client, "SHUTDOWN");
        });
    }

    [Fact]
    public async Task Program_that_cannot_start_says_why()
    {
        (int exitCode, _, string errors) = await ChildProcess.RunAsync(ChildProcess.DotnetPath, [ChildProcess.ProgramOf("RedisAi.Server"), "--bind", "0.0.0.0"]);

        Assert.Equal(1, exitCode);
        Assert.Contains("there is no password: set Password", errors, StringComparison.Ordinal);
    }

    /// <summary>Starts the program, does something with a client, and waits for its end; returns what it has said.</summary>
    private static async Task<string[]> RunAsync(TemporaryFolder folder, string[] arguments, Action<RespClient> use)
    {
        using ChildProcess program = new(ChildProcess.DotnetPath, [ChildProcess.ProgramOf("RedisAi.Server"), .. arguments], folder.Path);
        using RespClient client = new(new IPEndPoint(IPAddress.Loopback, await PortAsync(program)));
        Assert.Equal("+PONG", client.Ask("PING"));
        use(client);
        string[] lines = [.. await program.ReadLinesAsync()];
        Assert.Equal(0, program.ExitCode);
        return lines;
    }

    private static void End(RespClient client, string how)
    {
        if (how == "SIGTERM")
        {
            string id = client.Ask("INFO", "server").Split("\r\n").Single(static line => line.StartsWith("process_id:", StringComparison.Ordinal))["process_id:".Length..];
            Assert.Equal(0, ChildProcess.RunAsync("kill", ["-TERM", id]).GetAwaiter().GetResult().ExitCode);
        }
        else
        {
            client.Command(how.Split(' '));
        }

        Assert.Equal("", client.ReadToEnd());
    }

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
