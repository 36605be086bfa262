using System.CommandLine;

namespace RedisAi.Cli.CommandLine;

/// <summary>The options that every command has.</summary>
internal sealed class CommonOptions
{
    public Option<bool> Json { get; } = new("--json") { Description = "Write JSON, for programs", Recursive = true };

    public Option<bool> Verbose { get; } = new("--verbose") { Description = "Tell also where in the code something has failed", Recursive = true };

    public void AddTo(Command root)
    {
        root.Add(Json);
        root.Add(Verbose);
    }
}
