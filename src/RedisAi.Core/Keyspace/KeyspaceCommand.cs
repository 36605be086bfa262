namespace RedisAi.Keyspace;

/// <summary>Executes a command whose number of arguments is right.</summary>
internal delegate KeyspaceReply KeyspaceCommandBody(KeyspaceTable table, KeyspaceArguments arguments);

/// <summary>A command of the keyspace.</summary>
/// <param name="Name">Its name in lower case, as errors have it.</param>
/// <param name="Writes">Whether it may change the keyspace.</param>
/// <param name="MinArguments">The fewest arguments that it takes, without its name.</param>
/// <param name="MaxArguments">The most.</param>
/// <param name="Body">Executes it.</param>
internal sealed record KeyspaceCommand(string Name, bool Writes, int MinArguments, int MaxArguments, KeyspaceCommandBody Body)
{
    public const int AnyNumber = int.MaxValue;

    /// <summary>The place of the first key, the name being 0; 0 when there is none that COMMAND tells.</summary>
    public int FirstKey { get; private init; } = 1;

    /// <summary>The place of the last key; negative from the end.</summary>
    public int LastKey { get; private init; } = 1;

    /// <summary>From each key to the next.</summary>
    public int KeyStep { get; private init; } = 1;

    /// <summary>A command that changes nothing, with one key at first.</summary>
    public static KeyspaceCommand Read(string name, int minArguments, int maxArguments, KeyspaceCommandBody body) => new(name, Writes: false, minArguments, maxArguments, body);

    /// <summary>A command that may change something, with one key at first.</summary>
    public static KeyspaceCommand Write(string name, int minArguments, int maxArguments, KeyspaceCommandBody body) => new(name, Writes: true, minArguments, maxArguments, body);

    public KeyspaceCommand WithKeys(int last, int step = 1) => this with { LastKey = last, KeyStep = step };

    public KeyspaceCommand WithoutKeys() => this with { FirstKey = 0, LastKey = 0, KeyStep = 0 };
}
