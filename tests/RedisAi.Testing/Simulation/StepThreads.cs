using RedisAi.Execution;

namespace RedisAi.Testing.Simulation;

/// <summary>Threads that a test performs itself: what is started and what is completed waits until the test does it, one after the other.</summary>
/// <param name="random">Chooses what is done next; null to do what was completed first, then what was started, in the order in which it came.</param>
internal sealed class StepThreads(Random? random = null) : RunThreads
{
    private readonly Lock _lock = new();
    private readonly Work _started = new();
    private readonly Work _completed = new();

    public override int Cores => CoreCount;

    /// <summary>How many runs there may be at once.</summary>
    public int CoreCount { get; init; } = 1;

    /// <summary>Whether the caller's thread has other work to do, as one of a server's has that reads one request after the other.</summary>
    public bool CallersHaveWork { get; set; }

    public override bool HasWorkWaiting => CallersHaveWork;

    /// <summary>How much was started that may take long.</summary>
    public int LongStarts { get; private set; }

    /// <summary>How much was started and not done yet.</summary>
    public int Started
    {
        get
        {
            lock (_lock)
            {
                return _started.Count;
            }
        }
    }

    public override void Start(IThreadPoolWorkItem work, bool isLong)
    {
        lock (_lock)
        {
            LongStarts += isLong ? 1 : 0;
            _started.Add(work);
        }
    }

    public override void Complete(IThreadPoolWorkItem completion)
    {
        lock (_lock)
        {
            _completed.Add(completion);
        }
    }

    /// <summary>Does one thing; false when there is nothing to do.</summary>
    public bool Step()
    {
        IThreadPoolWorkItem? next;
        lock (_lock)
        {
            bool completes = _completed.Count > 0 && (random is null || _started.Count == 0 || random.Next(2) == 0);
            next = Take(completes ? _completed : _started);
        }

        next?.Execute();
        return next is not null;
    }

    /// <summary>Does all that there is to do, and what comes of it.</summary>
    public void RunAll()
    {
        while (Step())
        {
        }
    }

    /// <summary>Lets the callers go on whose calls have ended, in that order.</summary>
    public void CompleteAll()
    {
        while (TakeCompleted() is { } completion)
        {
            completion.Execute();
        }
    }

    /// <inheritdoc/>
    public override void Yield()
    {
        if (random is null)
        {
            CompleteAll();
            return;
        }

        for (int some = random.Next(3); some > 0 && TakeCompleted() is { } completion; some--)
        {
            completion.Execute();
        }
    }

    public override void Dispose()
    {
    }

    private IThreadPoolWorkItem? TakeCompleted()
    {
        lock (_lock)
        {
            return _completed.TakeAt(0);
        }
    }

    private IThreadPoolWorkItem? Take(Work work) => work.TakeAt(random?.Next(Math.Max(1, work.Count)) ?? 0);

    /// <summary>Work in the order in which it came; what came first is taken out without moving the rest, of which there may be much.</summary>
    private sealed class Work
    {
        private readonly List<IThreadPoolWorkItem> _items = [];
        private int _done;

        public int Count => _items.Count - _done;

        public void Add(IThreadPoolWorkItem item) => _items.Add(item);

        public IThreadPoolWorkItem? TakeAt(int place)
        {
            if (Count == 0)
            {
                return null;
            }

            IThreadPoolWorkItem item = _items[_done + place];
            if (place > 0)
            {
                _items.RemoveAt(_done + place);
            }
            else if (++_done == _items.Count)
            {
                _items.Clear();
                _done = 0;
            }

            return item;
        }
    }
}
