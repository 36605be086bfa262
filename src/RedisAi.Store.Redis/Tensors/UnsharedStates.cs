using RedisAi.Tensors;

namespace RedisAi.Store.Redis;

/// <summary>Where sessions are not shared: a call with one is refused.</summary>
internal sealed class UnsharedStates : IStateStore
{
    public bool IsShared => true;

    public long FenceOf(string session) => 0;

    public ValueTask HoldAsync(string session, TimeSpan? timeout, CancellationToken cancellationToken) => throw Refused(session);

    public bool TryRead(string key, out TensorValue value, out long version)
    {
        (value, version) = (default, 0);
        return false;
    }

    public bool TryWrite(ReadOnlySpan<StateWrite> writes) => throw Refused(writes.IsEmpty ? "" : writes[0].Key);

    public bool Contains(ReadOnlySpan<char> key) => false;

    public bool Remove(ReadOnlySpan<char> key) => false;

    private static NotSupportedException Refused(string what) =>
        new($"The session of '{what}' cannot be shared: the tensors are those of the server ({nameof(RedisStoreOptions.Format)} is RedisAi), which does not run the scripts that sessions need.");
}
