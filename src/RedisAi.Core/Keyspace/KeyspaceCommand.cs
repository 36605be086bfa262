namespace RedisAi.Keyspace;

/// <summary>Executes a command whose number of arguments is right.</summary>
internal delegate KeyspaceReply KeyspaceCommandBody(KeyspaceTable table, ReadOnlySpan<string> arguments);

/// <summary>A command of the keyspace.</summary>
/// <param name="Name">Its name in lower case, as errors have it.</param>
/// <param name="MinArguments">The fewest arguments that it takes.</param>
/// <param name="MaxArguments">The most.</param>
/// <param name="Body">Executes it.</param>
internal sealed record KeyspaceCommand(string Name, int MinArguments, int MaxArguments, KeyspaceCommandBody Body)
{
    public const int AnyNumber = int.MaxValue;
}
