namespace RedisAi.Server.Keys;

/// <summary>The texts, hashes, lists and sets of the endpoint, as far as commands on tensors, models and scripts must know of them.</summary>
internal interface IPlainKeys
{
    /// <summary>Held by whoever looks at keys or changes them; for the moment of doing so.</summary>
    Lock Lock { get; }

    /// <summary>What a key is, if it is one of these; null otherwise. Called under the lock.</summary>
    string? TypeOf(string key);

    /// <summary>Notes that a key of the engine's was removed, for those who watch it. Called under the lock.</summary>
    void NoteRemoved(string key);
}
