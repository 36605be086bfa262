using RedisAi.Server.Keys;

namespace RedisAi.Server.Tests.Ai;

/// <summary>Texts under keys, as far as others must know of them.</summary>
internal sealed class FakePlainKeys : IPlainKeys
{
    public Lock Lock { get; } = new();

    public HashSet<string> Texts { get; } = [];

    public void NoteRemoved(string key) => Assert.True(Lock.IsHeldByCurrentThread, "The lock of the keyspace is not held.");

    public string? TypeOf(string key)
    {
        Assert.True(Lock.IsHeldByCurrentThread, "The lock of the keyspace is not held.");
        return Texts.Contains(key) ? "string" : null;
    }
}
