using RedisAi.Persistence;

namespace RedisAi.Scripts;

/// <summary>A version that is to be compiled.</summary>
/// <param name="Key">The key.</param>
/// <param name="Number">The number of the version.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Options">How it is compiled.</param>
internal sealed record ScriptLoad(string Key, int Number, ScriptSource Source, ScriptOptions Options)
{
    /// <summary>Texts of whoever stores it, kept with it.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = DurableJson.NoNotes;

    /// <summary>Whether a host registers it, so that no storage keeps it.</summary>
    public bool IsRegistration { get; init; }

    /// <summary>What a storage says of it, out of which it comes back; null for what is stored now.</summary>
    public ScriptHead? Head { get; init; }
}
