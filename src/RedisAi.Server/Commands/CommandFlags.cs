namespace RedisAi.Server.Commands;

/// <summary>What a command does, and who may use it.</summary>
[Flags]
internal enum CommandFlags
{
    None = 0,

    /// <summary>Changes the keyspace.</summary>
    Write = 1,

    /// <summary>Reads the keyspace.</summary>
    ReadOnly = 2,

    /// <summary>Needs memory that may not be there.</summary>
    DenyOom = 4,

    /// <summary>Needs no AUTH.</summary>
    NoAuth = 8,

    /// <summary>Cannot be one of a MULTI.</summary>
    NoMulti = 16,

    /// <summary>Is not queued in a MULTI, but executed at once.</summary>
    ThroughMulti = 32,

    /// <summary>Stores a model or a script, which is a right of its own.</summary>
    StoresCode = 64,

    /// <summary>Concerns the server, not its data.</summary>
    Admin = 128,

    /// <summary>May take long, and is not executed under the lock of the keyspace.</summary>
    Runs = 256,
}
