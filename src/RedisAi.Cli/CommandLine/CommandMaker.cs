using System.CommandLine;

namespace RedisAi.Cli.CommandLine;

/// <summary>Makes commands that do something.</summary>
/// <param name="services">What they use.</param>
/// <param name="common">The options that every command has.</param>
internal sealed class CommandMaker(CliServices services, CommonOptions common)
{
    public CliServices Services => services;

    /// <summary>A command.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does, without a full stop.</param>
    /// <param name="symbols">Its arguments and options, in the order of the help.</param>
    /// <param name="action">Does it.</param>
    public Command Make(string name, string description, IEnumerable<Symbol> symbols, Func<CommandCall, Task> action) =>
        Make(name, description, symbols, async call =>
        {
            await action(call).ConfigureAwait(false);
            return ExitCodes.Done;
        });

    /// <summary>A command that tells what the process ends with.</summary>
    public Command Make(string name, string description, IEnumerable<Symbol> symbols, Func<CommandCall, Task<int>> action)
    {
        Command command = new(name, description);
        foreach (Symbol symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                command.Add(argument);
            }
            else
            {
                command.Add((Option)symbol);
            }
        }

        command.SetAction((typed, interrupted) => action(new CommandCall(typed, services, common, interrupted)));
        return command;
    }

    /// <summary>Commands below a word.</summary>
    public static Command Group(string name, string description, params ReadOnlySpan<Command> commands)
    {
        Command group = new(name, description);
        foreach (Command command in commands)
        {
            group.Add(command);
        }

        return group;
    }
}
