using System.Collections.Frozen;

namespace RedisAi.Keyspace;

/// <summary>The keyspace of a process: texts, hashes, lists and sets, under one lock; nothing of it is kept when the process ends.</summary>
/// <param name="time">The clock.</param>
/// <param name="others">What has keys of its own that share the names of these; null for nothing.</param>
internal sealed class MemoryKeyspace(TimeProvider time, IOtherKeys? others = null) : IKeyspace
{
    private static readonly FrozenDictionary<string, KeyspaceCommand> s_commands =
        new[]
        {
            ServerCommands.All, KeyCommands.All, RenameCommands.All, ExpiryCommands.All, ScanCommands.All, InspectionCommands.All,
            StringCommands.All, RangeCommands.All, NumberCommands.All,
            HashCommands.All, HashNumberCommands.All,
            ListCommands.All, ListEditCommands.All, ListMoveCommands.All,
            SetCommands.All, SetAlgebraCommands.All, RandomMemberCommands.All,
        }
            .SelectMany(static group => group)
            .ToFrozenDictionary(static command => command.Name, StringComparer.OrdinalIgnoreCase);

    // Guarded by Lock.
    private readonly KeyspaceTable _table = new(time, others);

    public static IReadOnlyCollection<KeyspaceCommand> Commands => s_commands.Values;

    /// <summary>Held while a command is executed; may be taken around several of them, which are then one.</summary>
    public Lock Lock { get; } = new();

    public KeyspaceReply Execute(string command, ReadOnlySpan<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(command);
        foreach (string argument in arguments)
        {
            ArgumentNullException.ThrowIfNull(argument, nameof(arguments));
        }

        if (!s_commands.TryGetValue(command, out KeyspaceCommand? known))
        {
            throw KeyspaceError.Unknown(command, arguments);
        }

        ReadOnlyMemory<byte>[] encoded = new ReadOnlyMemory<byte>[arguments.Length];
        for (int i = 0; i < encoded.Length; i++)
        {
            encoded[i] = LosslessText.TryEncode(arguments[i], out byte[] bytes)
                ? bytes
                : throw new ArgumentException($"Argument {i} (counted from 0) of the command '{command}' holds half of a surrogate pair that stands for no byte.", nameof(arguments));
        }

        return Execute(known, encoded);
    }

    /// <summary>Executes one of <see cref="Commands"/>.</summary>
    /// <param name="command">The command.</param>
    /// <param name="arguments">Its arguments without its name; nothing of them is kept.</param>
    /// <exception cref="KeyspaceException">The command has wrong arguments, or does not fit what is under the key.</exception>
    public KeyspaceReply Execute(KeyspaceCommand command, ReadOnlySpan<ReadOnlyMemory<byte>> arguments)
    {
        if (arguments.Length < command.MinArguments || arguments.Length > command.MaxArguments)
        {
            throw KeyspaceError.WrongArity(command.Name);
        }

        lock (Lock)
        {
            return command.Body(_table, new KeyspaceArguments(arguments));
        }
    }

    /// <summary>Grows with each write to a key, whatever it is; not above 0 when it is not there, and less with each time that it has gone while it was watched.</summary>
    public long VersionOf(string key)
    {
        lock (Lock)
        {
            return _table.All.VersionOf(key);
        }
    }

    /// <summary>Has a key watched, and returns its version; <see cref="Unwatch"/> must follow.</summary>
    public long Watch(string key)
    {
        lock (Lock)
        {
            _table.Watched.Add(key);
            return _table.All.VersionOf(key);
        }
    }

    public void Unwatch(string key)
    {
        lock (Lock)
        {
            _table.Watched.Remove(key);
        }
    }

    /// <summary>Notes that a key that is kept elsewhere was removed, other than by a command of these.</summary>
    public void NoteRemoved(string key)
    {
        lock (Lock)
        {
            _table.Watched.NoteRemoved(key);
        }
    }

    /// <summary>How many keys there are, whatever they are.</summary>
    public long Count
    {
        get
        {
            lock (Lock)
            {
                return _table.All.Count;
            }
        }
    }

    /// <summary>How many of them expire at some time.</summary>
    public long ExpiringCount
    {
        get
        {
            lock (Lock)
            {
                return _table.All.ExpiringCount;
            }
        }
    }

    /// <summary>What the value under a key is, as TYPE answers; null when there is none.</summary>
    public string? TypeOf(string key)
    {
        lock (Lock)
        {
            return _table.Find(key)?.Type;
        }
    }

    /// <summary>Removes the value under a key; says whether there was one.</summary>
    public bool RemoveValue(string key)
    {
        lock (Lock)
        {
            return _table.Remove(key);
        }
    }
}
