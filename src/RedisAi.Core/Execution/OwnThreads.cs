namespace RedisAi.Execution;

/// <summary>Threads for what takes long, as many as there is work at once; idle ones wait a while for more.</summary>
/// <param name="patience">How long an idle thread stays.</param>
internal sealed class OwnThreads(TimeSpan patience) : IDisposable
{
    private readonly Stack<Worker> _idle = new();
    private readonly Lock _lock = new();
    private bool _disposed;

    private TimeSpan Patience => patience;

    public void Start(IThreadPoolWorkItem work)
    {
        Worker? worker;
        lock (_lock)
        {
            _idle.TryPop(out worker);
        }

        if (worker is null)
        {
            new Worker(this).Begin(work);
        }
        else
        {
            worker.Continue(work);
        }
    }

    /// <summary>Ends the idle threads; those at work end with it.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            while (_idle.TryPop(out Worker? worker))
            {
                worker.Continue(null);
            }
        }
    }

    private bool TryRest(Worker worker)
    {
        lock (_lock)
        {
            if (!_disposed)
            {
                _idle.Push(worker);
            }

            return !_disposed;
        }
    }

    /// <summary>Takes a thread that has waited too long out of the idle ones; false when it was given work in between.</summary>
    private bool TryLeave(Worker worker)
    {
        lock (_lock)
        {
            Worker[] idle = [.. _idle];
            int place = Array.IndexOf(idle, worker);
            if (place < 0)
            {
                return false;
            }

            _idle.Clear();
            for (int i = idle.Length - 1; i >= 0; i--)
            {
                if (i != place)
                {
                    _idle.Push(idle[i]);
                }
            }

            return true;
        }
    }

#pragma warning disable CA1001 // Disposed by the thread that waits on it, when it ends.
    private sealed class Worker(OwnThreads owner)
#pragma warning restore CA1001
    {
        private readonly SemaphoreSlim _signal = new(0);
        private IThreadPoolWorkItem? _work;

        public void Begin(IThreadPoolWorkItem work)
        {
            _work = work;
            new Thread(Run) { IsBackground = true, Name = "RedisAi run" }.UnsafeStart();
        }

        public void Continue(IThreadPoolWorkItem? work)
        {
            _work = work;
            _signal.Release();
        }

        private void Run()
        {
            while (_work is { } work)
            {
                _work = null;
                work.Execute();
                if (!owner.TryRest(this) || !Waited())
                {
                    break;
                }
            }

            _signal.Dispose();
        }

        private bool Waited()
        {
            if (_signal.Wait(owner.Patience))
            {
                return true;
            }

            if (owner.TryLeave(this))
            {
                return false;
            }

            // Given work at the last moment.
            _signal.Wait();
            return true;
        }
    }

}
