using System.Globalization;
using System.Text.RegularExpressions;
using RedisAi.Server.Tests.Hosting;
using RedisAi.Store.Sqlite;
using RedisAi.Testing;

namespace RedisAi.Server.Tests.Importing;

/// <summary>Imports whose connection breaks in the middle, or whose process ends there, and which are begun again.</summary>
public sealed class InterruptedImportTests
{
    private const int Tensors = 1000;
    private const int Most = 400;

    [Fact]
    public async Task Import_whose_source_breaks_off_reads_only_the_rest_when_it_is_begun_again()
    {
        await using EngineHost source = await FilledAsync();
        await using EngineHost target = await EngineHost.StartAsync();
        using BreakingWire breaking = new(source.Port, "AI.TENSORGET", Most);

        ImportRun broken = await ImportRun.Of(breaking.Url, "--into", Url(target));

        Assert.Equal(1, broken.ExitCode);
        Assert.Contains("It could not go on: ", broken.Errors, StringComparison.Ordinal);
        Assert.EndsWith("Begun again, it goes on with what is missing.", broken.Errors.TrimEnd(), StringComparison.Ordinal);
        int there = (int)target.Engine.Tensors.Count;
        Assert.InRange(there, 100, Most);
        Assert.StartsWith($"Imported {there} tensors, 0 models and 0 scripts: ", broken.Output, StringComparison.Ordinal);

        await AssertGoesOnAsync(source, there, "--into", Url(target));

        AssertComplete(target);
    }

    [Fact]
    public async Task Import_whose_target_breaks_off_writes_only_the_rest_when_it_is_begun_again()
    {
        await using EngineHost source = await FilledAsync();
        await using EngineHost target = await EngineHost.StartAsync();
        using BreakingWire breaking = new(target.Port, "AI.TENSORSET", Most);

        ImportRun broken = await ImportRun.Of(Url(source), "--into", breaking.Url);

        Assert.Equal(1, broken.ExitCode);
        Assert.EndsWith("Begun again, it goes on with what is missing.", broken.Errors.TrimEnd(), StringComparison.Ordinal);
        int there = (int)target.Engine.Tensors.Count;
        Assert.InRange(there, 100, Most);

        await AssertGoesOnAsync(source, there, "--into", Url(target));

        AssertComplete(target);
    }

    [Fact]
    public async Task Import_that_is_killed_reads_only_the_rest_when_it_is_begun_again()
    {
        await using EngineHost source = await FilledAsync();
        await using EngineHost target = await EngineHost.StartAsync();
        using (BreakingWire standing = new(source.Port, "AI.TENSORGET", Most, breaks: false))
        using (Start(standing.Url, "--into", Url(target)))
        {
            await Eventually.EndsAsync(standing.Reached);

            // Without a chance to do anything.
        }

        int there = (int)target.Engine.Tensors.Count;
        Assert.InRange(there, 100, Most);

        await AssertGoesOnAsync(source, there, "--into", Url(target));

        AssertComplete(target);
    }

    [Fact]
    public async Task Import_into_a_file_that_is_killed_goes_on_with_what_is_not_there_yet()
    {
        using TemporaryFolder folder = new();
        await using EngineHost source = await FilledAsync();
        using (BreakingWire standing = new(source.Port, "AI.TENSORGET", Most, breaks: false))
        using (Start(standing.Url, "--store", folder["state.db"]))
        {
            await Eventually.EndsAsync(standing.Reached);

            // What was read a second ago is written.
            await Eventually.HoldsAsync(() => new FileInfo(folder["state.db-wal"]).Length > 100_000, "some of it is in the log");
        }

        await AssertGoesOnAsync(source, there: null, "--store", folder["state.db"]);

        await using EngineHost target = await EngineHost.StartAsync(options => options.Storage = new SqliteStorage(folder["state.db"]));
        AssertComplete(target);
    }

    [Fact]
    public async Task Import_into_a_file_that_is_asked_to_end_says_so_and_loses_nothing_that_it_has_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGTERM.");
        using TemporaryFolder folder = new();
        await using EngineHost source = await FilledAsync();
        int read;
        using (BreakingWire standing = new(source.Port, "AI.TENSORGET", Most, breaks: false))
        using (ChildProcess program = Start(standing.Url, "--store", folder["state.db"]))
        {
            await Eventually.EndsAsync(standing.Reached);
            Assert.Equal(0, (await ChildProcess.RunAsync("kill", ["-TERM", $"{program.Id}"])).ExitCode);

            string output = string.Join('\n', await program.ReadLinesAsync());
            Assert.Equal(1, program.ExitCode);
            Assert.Contains("It was interrupted. Begun again, it goes on with what is missing.", await program.ErrorsAsync(), StringComparison.Ordinal);
            read = Number(output, "Imported ([0-9,]+) tensors");
        }

        Assert.InRange(read, 100, Most);
        await AssertGoesOnAsync(source, read, "--store", folder["state.db"]);
    }

    /// <summary>Begins an import again, and sees to it that it reads what is missing, and nothing else.</summary>
    private static async Task AssertGoesOnAsync(EngineHost source, int? there, params string[] target)
    {
        using BreakingWire wire = new(source.Port, "AI.TENSORGET");

        ImportRun run = await ImportRun.Of([wire.Url, .. target]);

        Assert.Equal(0, run.ExitCode);
        int present = Number(run.Output, "([0-9,]+) keys had been there before");
        Assert.Equal(there ?? present, present);
        Assert.InRange(present, 1, Most);
        Assert.Equal(Tensors - present, Number(run.Output, "Imported ([0-9,]+) tensors"));
        Assert.Equal(Tensors - present, wire.Count);
    }

    private static void AssertComplete(EngineHost target)
    {
        Assert.Equal(Tensors, target.Engine.Tensors.Count);
        for (int i = 0; i < Tensors; i++)
        {
            using AiTensor tensor = target.Engine.Tensors.GetRequired($"t{i}");
            Assert.Equal(i, tensor.AsSpan<float>()[0]);
        }
    }

    /// <summary>A server with tensors of a kibibyte.</summary>
    private static async Task<EngineHost> FilledAsync()
    {
        EngineHost host = await EngineHost.StartAsync();
        for (int i = 0; i < Tensors; i++)
        {
            using AiTensor tensor = AiTensor.Create<float, float>([256], i, static (span, number) => span.Fill(number));
            host.Engine.Tensors.Set($"t{i}", tensor);
        }

        return host;
    }

    private static ChildProcess Start(params string[] arguments) => new(ChildProcess.DotnetPath, [ChildProcess.ProgramOf("RedisAi.Server"), "import", .. arguments]);

    private static int Number(string text, string pattern)
    {
        Match match = Regex.Match(text, pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
        Assert.True(match.Success, $"There is no '{pattern}' in: {text}");
        return int.Parse(match.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
    }

    private static string Url(EngineHost host) => string.Create(CultureInfo.InvariantCulture, $"redis://127.0.0.1:{host.Port}");
}
