using RedisAi.Conformance;
using RedisAi.Testing;

namespace RedisAi.Server.Tests.Fuzzing;

/// <summary>Mutated commands are sent to an endpoint with all of its commands, in a process of its own: nothing may end it, hang, fail unforeseen, stay behind, or hinder others.</summary>
/// <remarks>
/// An input is 32 commands. They are the same in each run; the environment variable <c>FUZZ_SEED</c> gives others, and <c>FUZZ_COUNT</c> more or less inputs.
/// </remarks>
public sealed class CommandFuzzTests(ITestOutputHelper output)
{
    private const int DefaultCount = 1_500;

    [Fact]
    public async Task Mutated_commands_are_answered_and_do_no_harm()
    {
        using TemporaryFolder corpus = new();
        File.Copy(TestData.Path("resp", "commands.txt"), corpus["commands.txt"]);

        // The process needs no native library, so it is told of none.
        FuzzReport report = await FuzzCampaign.RunAsync("resp", corpus, FuzzPlan.Of(DefaultCount), ("DOTNET_gcServer", "0"), output);

        Assert.True(report.Failures.Count == 0, string.Join(Environment.NewLine, report.Failures));
        Assert.True(report.Deaths.Count == 0, string.Join(Environment.NewLine, report.Deaths));
        Assert.InRange(report.Counts["ran"], report.Tried / 3, report.Tried);
        Assert.InRange(report.Counts["refused"], 1, report.Tried);
        Assert.InRange(report.Counts["stopped"], 0, report.Tried / 100);
    }
}
