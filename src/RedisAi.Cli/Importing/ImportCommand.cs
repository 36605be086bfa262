using System.CommandLine;
using RedisAi.Cli.CommandLine;
using RedisAi.Cli.Targets;
using RedisAi.Server.Importing;

namespace RedisAi.Cli.Importing;

/// <summary><c>redisai import</c>: what <c>RedisAi.Server import</c> does.</summary>
internal static class ImportCommand
{
    public static Command Create(CommandMaker maker)
    {
        Argument<string> source = new("url") { Description = "Where to read: redis://[user:password@]host[:port][/database], rediss:// to encrypt. REDISCLI_AUTH or REDIS_PASSWORD has the password that it lacks" };
        Option<string>[] valued =
        [
            new("--into") { Description = "The running server that gets it", HelpName = "url" },
            new("--store") { Description = "The file that gets it, for 'redisai serve --store'", HelpName = "file" },
            new("--match") { Description = "Only keys like it, as in Redis' KEYS", HelpName = "pattern" },
            new("--cacert") { Description = "Whom to believe that a certificate is the server's, as PEM", HelpName = "file" },
        ];
        Option<bool>[] flags =
        [
            new("--replace") { Description = "Write also what is there already; without it an import that was interrupted goes on when it is begun again" },
            new("--cpu") { Description = "Store models and scripts for the processor, whatever their device was" },
        ];
        return maker.Make(
            "import",
            $"Bring the tensors, models and scripts of a running RedisAI over. Ends with {ImportProgram.SomeLeftOut} when some were left out",
            [source, .. valued, .. flags],
            async call => await RunAsync(call, Settings(call, source, valued, flags)).ConfigureAwait(false));
    }

    private static ImportSettings Settings(CommandCall call, Argument<string> source, Option<string>[] valued, Option<bool>[] flags)
    {
        List<string> arguments = [call.Typed.GetRequiredValue(source)];
        foreach (Option<string> option in valued)
        {
            if (call.Typed.GetValue(option) is { } value)
            {
                arguments.AddRange([option.Name, value]);
            }
        }

        arguments.AddRange(flags.Where(flag => call.Typed.GetValue(flag)).Select(static flag => flag.Name));
        string? password = call.Services.Environment("REDISCLI_AUTH") ?? call.Services.Environment(TargetOptions.PasswordVariable);
        return ImportArguments.Parse(arguments, password, out string? error) ?? throw CliException.NotUnderstood(error!);
    }

    private static async Task<int> RunAsync(CommandCall call, ImportSettings settings)
    {
        ImportReport report = new(call.Terminal.Errors, call.Services.Time);
        string? problem = await ImportProgram.TryAsync(settings, report, call.Terminal.Errors, call.Interrupted).ConfigureAwait(false);
        call.Show(new ImportView(report.Tally));
        return problem is not null ? throw new CliException(problem)
            : report.Tally.Skipped > 0 ? ImportProgram.SomeLeftOut
            : ExitCodes.Done;
    }
}
