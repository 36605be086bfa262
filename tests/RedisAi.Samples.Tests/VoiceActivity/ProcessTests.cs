using System.Diagnostics;
using System.Text;
using RedisAi.Testing;

namespace RedisAi.Samples.Tests.VoiceActivity;

/// <summary>The program as it was built, in a process of its own.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task Program_plays_streams_from_end_to_end()
    {
        Assert.SkipUnless(Silero.IsThere, Silero.Missing);

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

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        // Beside the folder of these tests: bin/PROJECT/CONFIGURATION.
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string program = Path.Combine(TestData.Root, "artifacts", "bin", "VoiceActivity", configuration, "VoiceActivity.dll");
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await errors);
    }
}
