using System.CommandLine;
using RedisAi.Cli.CommandLine;

namespace RedisAi.Cli.Tensors;

/// <summary>The option that says how long tensors live.</summary>
internal sealed class Expiry
{
    public Option<double?> Option { get; } = NumberOption.Create<double>("--expires", "seconds", "After how many seconds it is forgotten; never unless said");

    /// <summary>What was typed; null for ever.</summary>
    /// <exception cref="CliException">It makes no sense.</exception>
    public TimeSpan? Of(CommandCall call) => call.Typed.GetValue(Option) switch
    {
        null => null,
        > 0 and < 1e9 and { } seconds => TimeSpan.FromSeconds(seconds),
        { } seconds => throw CliException.NotUnderstood($"--expires {seconds} is no number of seconds between 0 and 1e9."),
    };
}
