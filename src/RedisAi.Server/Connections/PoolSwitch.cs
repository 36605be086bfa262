using System.Runtime.CompilerServices;

namespace RedisAi.Server.Connections;

/// <summary>Awaited to go on with a thread of the pool, behind what waits there. Allocates nothing; awaited once at a time.</summary>
internal sealed class PoolSwitch : ICriticalNotifyCompletion, IThreadPoolWorkItem
{
    private Action? _continuation;

    public bool IsCompleted => false;

    public PoolSwitch GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        _continuation = continuation;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public void Execute()
    {
        Action continuation = _continuation!;
        _continuation = null;
        continuation();
    }
}
