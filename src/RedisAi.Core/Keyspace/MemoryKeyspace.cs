using System.Collections.Frozen;

namespace RedisAi.Keyspace;

/// <summary>The keyspace of a process: texts, hashes and lists, under one lock; nothing of it is kept when the process ends.</summary>
internal sealed class MemoryKeyspace(TimeProvider time) : IKeyspace
{
    private static readonly FrozenDictionary<string, KeyspaceCommand> s_commands =
        new[] { ServerCommands.All, KeyCommands.All, StringCommands.All, NumberCommands.All, HashCommands.All, ListCommands.All }
            .SelectMany(static group => group)
            .ToFrozenDictionary(static command => command.Name, StringComparer.OrdinalIgnoreCase);

    private readonly Lock _lock = new();

    // Guarded by _lock.
    private readonly KeyspaceTable _table = new(time);

    /// <summary>The names of the commands.</summary>
    public static IEnumerable<string> Commands => s_commands.Keys;

    public KeyspaceReply Execute(string command, ReadOnlySpan<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (!s_commands.TryGetValue(command, out KeyspaceCommand? known))
        {
            throw KeyspaceError.Unknown(command, arguments);
        }

        if (arguments.Length < known.MinArguments || arguments.Length > known.MaxArguments)
        {
            throw KeyspaceError.WrongArity(known.Name);
        }

        foreach (string argument in arguments)
        {
            ArgumentNullException.ThrowIfNull(argument, nameof(arguments));
        }

        lock (_lock)
        {
            return known.Body(_table, arguments);
        }
    }
}
