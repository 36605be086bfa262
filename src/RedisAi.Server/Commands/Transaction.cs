using RedisAi.Server.Protocol;
using RedisAi.Tensors;

namespace RedisAi.Server.Commands;

/// <summary>The commands since MULTI.</summary>
/// <param name="maxBytes">What they may take together.</param>
/// <param name="memory">What their memory is taken from.</param>
internal sealed class Transaction(long maxBytes, ClientMemory memory) : IDisposable
{
    /// <summary>What a token takes beyond its bytes.</summary>
    private const int TokenBytes = 64;

    /// <summary>What a command takes beyond its tokens.</summary>
    private const int CommandBytes = 192;

    private readonly List<QueuedCommand> _commands = [];
    private long _bytes;

    public IReadOnlyList<QueuedCommand> Commands => _commands;

    /// <summary>Whether a command was refused, so that EXEC executes none.</summary>
    public bool IsDirty { get; set; }

    /// <summary>Whether one of them may take long, so that the lock of the keyspace is not held around all of them.</summary>
    public bool Runs { get; private set; }

    /// <summary>Whether one of them may change a key.</summary>
    public bool Writes { get; private set; }

    /// <summary>Keeps a copy of a command. Large arguments are taken over.</summary>
    /// <returns>False when it has no room.</returns>
    public bool TryAdd(ServerCommand command, CommandArguments arguments)
    {
        long bytes = CommandBytes;
        foreach (ReadOnlyMemory<byte> token in arguments.Tokens)
        {
            bytes += token.Length + TokenBytes;
        }

        if (_bytes + bytes > maxBytes || !memory.TryTake(bytes))
        {
            return false;
        }

        _bytes += bytes;
        Runs |= (command.Flags & CommandFlags.Runs) != CommandFlags.None;
        Writes |= (command.Flags & CommandFlags.Write) != CommandFlags.None;
        _commands.Add(new QueuedCommand(command, Copy(arguments)));
        return true;
    }

    public void Dispose()
    {
        foreach (QueuedCommand queued in _commands)
        {
            queued.Arguments.Clear();
        }

        _commands.Clear();
        memory.Give(_bytes);
        _bytes = 0;
    }

    private static CommandArguments Copy(CommandArguments arguments)
    {
        CommandArguments copy = new();
        for (int place = 0; place < arguments.Count; place++)
        {
            if (arguments.TryTakeBlob(place, out TensorValue blob))
            {
                copy.Add(arguments.Memory(place), blob);
            }
            else
            {
                copy.Add(arguments.Bytes(place).ToArray());
            }
        }

        return copy;
    }
}
