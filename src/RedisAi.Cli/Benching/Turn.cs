using System.Runtime.CompilerServices;

namespace RedisAi.Cli.Benching;

/// <summary>Goes on behind all that waits in the thread pool, as the next request of a server does, and not at once, as after <see cref="Task.Yield"/>.</summary>
internal readonly struct Turn : ICriticalNotifyCompletion
{
    public bool IsCompleted => false;

    public Turn GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) => ThreadPool.UnsafeQueueUserWorkItem(static state => state(), continuation, preferLocal: false);
}
