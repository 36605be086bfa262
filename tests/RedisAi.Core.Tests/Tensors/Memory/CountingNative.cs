using RedisAi.Tensors;

namespace RedisAi.Tests.Tensors.Memory;

/// <summary>A backend's object that counts how often it was released.</summary>
internal sealed class CountingNative(long ownedBytes = 0) : NativeTensor(ownedBytes)
{
    private int _releases;

    public int Releases => Volatile.Read(ref _releases);

    protected override void Release() => Interlocked.Increment(ref _releases);
}
