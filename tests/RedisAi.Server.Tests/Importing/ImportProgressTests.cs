using RedisAi.Server.Importing;
using RedisAi.Server.Tests.Hosting;
using RedisAi.Testing;

namespace RedisAi.Server.Tests.Importing;

/// <summary>What an import says while it goes on.</summary>
public sealed class ImportProgressTests
{
    private const string Tensor = "*6\r\n$5\r\ndtype\r\n$5\r\nFLOAT\r\n$5\r\nshape\r\n*1\r\n:1\r\n$4\r\nblob\r\n$4\r\n\0\0\0\0\r\n";
    private const string Script = "*8\r\n$6\r\ndevice\r\n$3\r\nCPU\r\n$3\r\ntag\r\n$0\r\n\r\n$12\r\nEntry Points\r\n*0\r\n$6\r\nsource\r\n$24\r\ndef f(x):\n    return x+x\r\n";

    private readonly ManualTimeProvider _time = new();

    /// <summary>How long the source takes for each key, by its name.</summary>
    private readonly Dictionary<string, TimeSpan> _delays = [];

    [Fact]
    public async Task It_says_each_two_seconds_how_far_it_is()
    {
        _delays["t1"] = TimeSpan.FromSeconds(2);
        _delays["t2"] = TimeSpan.FromSeconds(1.999);
        _delays["t3"] = TimeSpan.FromMilliseconds(1);
        _delays["s4"] = TimeSpan.FromSeconds(30);

        string[] lines = await LinesAsync(["t1"], ["t2"], ["t3"], ["s4"], ["t5"]);

        Assert.Equal(
            [
                "1 key of about 1,200: 1 tensor, 0 models, 0 scripts, 4 bytes",
                "3 keys of about 1,200: 3 tensors, 0 models, 0 scripts, 12 bytes",
                "4 keys of about 1,200: 3 tensors, 0 models, 1 script, 36 bytes",
            ],
            lines);
    }

    [Fact]
    public async Task It_says_so_also_within_a_step_of_many_tensors()
    {
        _delays["t1"] = TimeSpan.FromSeconds(2);
        _delays["t2"] = TimeSpan.FromSeconds(2);
        _delays["t4"] = TimeSpan.FromSeconds(2);

        string[] lines = await LinesAsync(["t1", "t2", "t3", "t4", "t5"]);

        // They are asked for one, two, and four at a time.
        Assert.Equal(
            [
                "5 keys of about 1,200: 1 tensor, 0 models, 0 scripts, 4 bytes",
                "5 keys of about 1,200: 3 tensors, 0 models, 0 scripts, 12 bytes",
                "5 keys of about 1,200: 5 tensors, 0 models, 0 scripts, 20 bytes",
            ],
            lines);
    }

    [Fact]
    public async Task It_says_nothing_when_it_is_quick()
    {
        Assert.Empty(await LinesAsync(["t1", "t2"], ["s3"]));
    }

    /// <summary>Imports keys that come in steps, and returns what is said before the end.</summary>
    private async Task<string[]> LinesAsync(params string[][] steps)
    {
        await using EngineHost target = await EngineHost.StartAsync(withBackends: true);
        using FakeServer source = new(command => Answer(command.Split(' '), steps));
        ImportSettings settings = ImportArguments.Parse([source.Url, "--into", $"redis://127.0.0.1:{target.Port}"], password: null, out _)!;
        using StringWriter said = new();

        string? problem = await ImportProgram.TryAsync(settings, new ImportReport(said, _time), TextWriter.Null, TestContext.Current.CancellationToken);

        Assert.Null(problem);
        return said.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }

    private string Answer(string[] command, string[][] steps)
    {
        switch (command[0])
        {
            case "DBSIZE":
                return ":1200\r\n";
            case "SCAN":
                int step = int.Parse(command[1]);
                string next = step + 1 < steps.Length ? $"{step + 1}" : "0";
                return $"*2\r\n${next.Length}\r\n{next}\r\n*{steps[step].Length}\r\n{string.Concat(steps[step].Select(static key => $"$2\r\n{key}\r\n"))}";
            case "TYPE":
                return command[1][0] == 't' ? "+AI_TENSOR\r\n" : "+AI_SCRIPT\r\n";
            case "AI.TENSORGET" or "AI.SCRIPTGET":
                _time.Advance(_delays.GetValueOrDefault(command[1]));
                return command[0] == "AI.TENSORGET" ? Tensor : Script;
            default:
                return FakeServer.AnswerFor(string.Join(' ', command), "none")!;
        }
    }
}
