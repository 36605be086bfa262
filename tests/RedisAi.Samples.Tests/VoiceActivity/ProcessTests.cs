using RedisAi.Testing;

namespace RedisAi.Samples.Tests.VoiceActivity;

/// <summary>The program as it was built, in a process of its own.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task Program_plays_streams_from_end_to_end()
    {
        FetchedModels.RequireSilero();

        (int exitCode, string output, string errors) = await RunAsync("--streams", "4");

        Assert.Equal("", errors);
        Assert.Equal(0, exitCode);
        Assert.Contains("00:01.0", output, StringComparison.Ordinal);
        Assert.Contains("found: 4 of 4 streams", output, StringComparison.Ordinal);
        Assert.Contains("━━━", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_refuses_wrong_usage()
    {
        (int exitCode, string output, string errors) = await RunAsync("--loud");

        Assert.Equal("", output);
        Assert.Equal($"VoiceActivity: There is no option '--loud'. See --help.{Environment.NewLine}", errors);
        Assert.Equal(2, exitCode);
    }

    private static Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) =>
        ChildProcess.RunAsync(ChildProcess.DotnetPath, ["exec", ChildProcess.ProgramOf("VoiceActivity"), .. arguments]);
}
