using System.Collections.Frozen;
using System.Text;

namespace RedisAi.Server.Commands;

/// <summary>The commands of an endpoint by their names.</summary>
internal sealed class CommandTable
{
    private const int LongestName = 64;

    private readonly FrozenDictionary<string, ServerCommand> _commands;
    private readonly FrozenDictionary<string, ServerCommand>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    /// <param name="commands">The commands; of two with the same name the first counts.</param>
    public CommandTable(IEnumerable<ServerCommand> commands)
    {
        Dictionary<string, ServerCommand> byName = new(StringComparer.OrdinalIgnoreCase);
        foreach (ServerCommand command in commands)
        {
            byName.TryAdd(command.Name, command);
        }

        _commands = byName.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        _lookup = _commands.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public IReadOnlyCollection<ServerCommand> All => _commands.Values;

    /// <summary>The command of a name, in capitals or not; null when there is none.</summary>
    public ServerCommand? Find(ReadOnlySpan<byte> name)
    {
        Span<char> text = stackalloc char[LongestName];
        return name.Length <= LongestName && Ascii.ToUtf16(name, text, out int length) == System.Buffers.OperationStatus.Done
            && _lookup.TryGetValue(text[..length], out ServerCommand? command)
            ? command
            : null;
    }
}
