using System.CommandLine;
using System.Text.RegularExpressions;
using RedisAi.Cli.CommandLine;
using RedisAi.Client.Tests;
using RedisAi.Testing;

namespace RedisAi.Cli.Tests;

/// <summary>Holds docs/cli.md to what the commands write.</summary>
public sealed partial class DocumentationTests
{
    private const string Prompt = "$ redisai ";

    private static readonly string[] s_lines = File.ReadAllLines(Path.Combine(TestData.Root, "docs", "cli.md"));

    /// <summary>Each block after a mark is run from its first line to its last, all of them on one server.</summary>
    [Fact]
    public async Task Page_shows_what_commands_write()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using (RedisAiClient client = await server.ConnectAsync())
        {
            await client.Models.StoreAsync("mlp", "ONNX", await File.ReadAllBytesAsync(TestData.Path("onnx", "mlp.onnx")), new RemoteModelOptions { Tag = "v1", BatchSize = 8 });
        }

        CliRunner runner = new() { Environment = { ["REDISAI_TARGET"] = server.Url } };
        using TemporaryFolder folder = new();
        File.CreateSymbolicLink(folder["tests"], Path.Combine(TestData.Root, "tests"));
        string before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = folder.Path;
        try
        {
            foreach (string[] block in CheckedBlocks())
            {
                Assert.Equal(string.Join('\n', block), await ReplayAsync(runner, $"redis://127.0.0.1:{server.Port}", block));
            }
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    [Fact]
    public void Page_has_a_heading_for_each_command()
    {
        Command root = RedisAiCommandLine.Create(new CliServices { Terminal = new Cli.Output.Terminal(TextWriter.Null, TextWriter.Null) });

        Assert.Equal(
            root.Subcommands.Select(static command => command.Name).Order(),
            s_lines.Where(static line => line.StartsWith("## `redisai ", StringComparison.Ordinal)).Select(static line => line.Split(' ', '`')[3]).Order());
    }

    [Fact]
    public void Page_names_each_option()
    {
        Command root = RedisAiCommandLine.Create(new CliServices { Terminal = new Cli.Output.Terminal(TextWriter.Null, TextWriter.Null) });
        HashSet<string> named = [.. OptionNames().Matches(string.Join('\n', s_lines)).Select(static match => match.Value)];

        Assert.Empty(Options(root).Where(static option => !option.Hidden).Select(static option => option.Name).Where(static name => name is not ("--help" or "--version")).Distinct().Except(named));
    }

    private static IEnumerable<Option> Options(Command command) => command.Options.Concat(command.Subcommands.SelectMany(Options));

    private static IEnumerable<string[]> CheckedBlocks()
    {
        for (int i = 0; i < s_lines.Length; i++)
        {
            if (s_lines[i] == "<!-- checked -->")
            {
                yield return [.. s_lines.Skip(i + 2).TakeWhile(static line => line != "```")];
            }
        }
    }

    private static async Task<string> ReplayAsync(CliRunner runner, string server, string[] block)
    {
        List<string> lines = [];
        foreach (string line in block.Where(static line => line.StartsWith(Prompt, StringComparison.Ordinal)))
        {
            lines.Add(line);
            CliRun run = await runner.RunAsync([.. Words().Matches(line[Prompt.Length..]).Select(static match => match.Value.Trim('\''))]);
            lines.AddRange($"{run.Output}{run.Errors}".Replace(server, "redis://127.0.0.1:PORT", StringComparison.Ordinal).TrimEnd('\n').Split('\n'));
        }

        return string.Join('\n', lines);
    }

    [GeneratedRegex("'[^']*'|[^ ]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Words();

    [GeneratedRegex("--[a-z-]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OptionNames();
}
