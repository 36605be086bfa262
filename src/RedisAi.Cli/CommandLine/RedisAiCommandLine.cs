using System.CommandLine;
using System.CommandLine.Help;
using RedisAi.Cli.Benching;
using RedisAi.Cli.Converting;
using RedisAi.Cli.Deployments;
using RedisAi.Cli.Importing;
using RedisAi.Cli.Inspecting;
using RedisAi.Cli.Models;
using RedisAi.Cli.Serving;
using RedisAi.Cli.Tensors;

namespace RedisAi.Cli.CommandLine;

/// <summary>The command line: all commands, and what comes of those that are not understood, fail, or are interrupted.</summary>
internal static class RedisAiCommandLine
{
    // A key may begin with @, and a number with a minus.
    private static readonly ParserConfiguration s_parsing = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    /// <summary>Does what a command line says.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="services">What commands use.</param>
    /// <param name="interrupted">Cancelled when the command is to end.</param>
    /// <returns>What the process ends with.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CliServices services, CancellationToken interrupted = default)
    {
        CommonOptions common = new();
        Command root = Create(services, common);
        InvocationConfiguration invocation = new()
        {
            Output = services.Terminal.Output,
            Error = services.Terminal.Errors,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        if (arguments.Count == 0)
        {
            await root.Parse(["--help"], s_parsing).InvokeAsync(invocation, interrupted).ConfigureAwait(false);
            return ExitCodes.NotUnderstood;
        }

        ParseResult typed = root.Parse(arguments, s_parsing);
        if (typed.Errors.Count > 0)
        {
            services.Terminal.Complain(Complaint(typed));
            return ExitCodes.NotUnderstood;
        }

        try
        {
            return await typed.InvokeAsync(invocation, interrupted).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever it is, it is told as a sentence, and the process ends with a number that says so.
        catch (Exception error)
#pragma warning restore CA1031
        {
            return Failure.Tell(error, services.Terminal, typed.GetValue(common.Verbose), interrupted);
        }
    }

    /// <summary>All commands.</summary>
    public static Command Create(CliServices services, CommonOptions? common = null)
    {
        common ??= new CommonOptions();
        CommandMaker maker = new(services, common);

        // Not a RootCommand, whose name is that of the program's file, whatever the tool is called.
        Command root = new("redisai", "Runs, deploys and looks at models: ONNX, TorchScript, TensorFlow Lite and what becomes those, in a server of RedisAi's or in this process.");
        root.Add(new HelpOption { Recursive = true });
        root.Add(new VersionOption());
        common.AddTo(root);
        root.Add(DeploymentsCommand.Create(maker));
        root.Add(ModelsCommand.Create(maker));
        root.Add(TensorsCommand.Create(maker));
        root.Add(ServeCommand.Create(maker));
        root.Add(BenchCommand.Create(maker));
        root.Add(InspectCommand.Create(maker));
        root.Add(ConvertCommand.Create(maker));
        root.Add(ImportCommand.Create(maker));
        return root;
    }

    /// <summary>What is wrong, as sentences, and where more is told.</summary>
    private static string Complaint(ParseResult typed)
    {
        List<string> names = [];
        for (Command? command = typed.CommandResult.Command; command?.Parents.Any() == true; command = command.Parents.OfType<Command>().FirstOrDefault())
        {
            names.Insert(0, command.Name);
        }

        string help = $"'redisai {string.Concat(names.Select(static name => $"{name} "))}--help' tells what there is.";
        return $"{string.Join(' ', typed.Errors.Select(static error => error.Message).Distinct())} {help}";
    }
}
