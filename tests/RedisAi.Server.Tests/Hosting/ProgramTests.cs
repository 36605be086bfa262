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
        Dictionary<string, string?>? settings = ServerArguments.Parse(["--port", "7000", "--bind=*", "--requirepass", "p", "--RedisAi:Tensors:MaxBytes", "5"], out _);

        Assert.Equal(
            [("RedisAi:Resp:Port", "7000"), ("RedisAi:Resp:Address", "*"), ("RedisAi:Resp:Password", "p"), ("RedisAi:Tensors:MaxBytes", "5")],
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
    [InlineData(true)]
    [InlineData(false)]
    public async Task Program_serves_and_ends_by_command_or_signal(bool byCommand)
    {
        using TemporaryFolder folder = new();
        using ChildProcess program = new(ChildProcess.DotnetPath, [ChildProcess.ProgramOf("RedisAi.Server"), "--port", "0"], folder.Path);
        int port = await PortAsync(program);
        using RespClient client = new(new IPEndPoint(IPAddress.Loopback, port));
        Assert.Equal("+PONG", client.Ask("PING"));

        if (byCommand)
        {
            client.Command("SHUTDOWN", "NOSAVE");
        }
        else
        {
            string id = client.Ask("INFO", "server").Split("\r\n").Single(static line => line.StartsWith("process_id:", StringComparison.Ordinal))["process_id:".Length..];
            await ChildProcess.RunAsync("kill", ["-TERM", id]);
        }

        Assert.Equal("", client.ReadToEnd());
        await program.ReadLinesAsync();
        Assert.Equal(0, program.ExitCode);
    }

    [Fact]
    public async Task Program_that_cannot_start_says_why()
    {
        (int exitCode, _, string errors) = await ChildProcess.RunAsync(ChildProcess.DotnetPath, [ChildProcess.ProgramOf("RedisAi.Server"), "--bind", "0.0.0.0"]);

        Assert.Equal(1, exitCode);
        Assert.Contains("there is no password: set Password", errors, StringComparison.Ordinal);
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
