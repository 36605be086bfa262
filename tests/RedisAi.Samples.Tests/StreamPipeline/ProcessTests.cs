using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.Samples.Tests.StreamPipeline;

/// <summary>The program as it was built, with the server and the workers that it starts.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task Each_window_has_one_result_though_a_worker_is_killed()
    {
        FetchedModels.RequireSilero();
        RedisPrograms.SkipUnlessInstalled();

        (int exitCode, string output, string errors) = await RunAsync(null, "--calls", "12", "--seconds", "8");

        Assert.Equal("", errors);
        Assert.Contains("worker-1 was killed", output, StringComparison.Ordinal);
        Assert.Contains("nothing is with worker-1 any more", output, StringComparison.Ordinal);
        Assert.Contains("worker-3 works", output, StringComparison.Ordinal);
        Assert.Contains("Each window has one result, in the order of its call", output, StringComparison.Ordinal);
        Assert.Equal(0, exitCode);
    }

    [Fact]
    public async Task Where_there_is_no_Redis_it_says_how_to_install_it()
    {
        FetchedModels.RequireSilero();

        (int exitCode, string output, string errors) = await RunAsync("");

        Assert.Equal("", output);
        Assert.Contains("redis-server is not on the path. Install it: 'apt-get install redis-server'", errors, StringComparison.Ordinal);
        Assert.Equal(1, exitCode);
    }

    [Fact]
    public async Task Wrong_usage_is_refused()
    {
        (int exitCode, string output, string errors) = await RunAsync(null, "--loud");

        Assert.Equal("", output);
        Assert.Equal($"StreamPipeline: There is no option '--loud'. See --help.{Environment.NewLine}", errors);
        Assert.Equal(2, exitCode);
    }

    /// <param name="path">Where programs are looked for; null for where they are.</param>
    /// <param name="arguments">The command line.</param>
    private static Task<(int ExitCode, string Output, string Errors)> RunAsync(string? path, params string[] arguments) => ChildProcess.RunAsync(
        ChildProcess.DotnetPath,
        ["exec", ChildProcess.ProgramOf("StreamPipeline"), .. arguments],
        environment: path is null ? null : new Dictionary<string, string?> { ["PATH"] = path });
}
