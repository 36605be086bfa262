namespace RedisAi.Soak.Store;

/// <summary>Writes, reads, renames and removes keys of its own, and keeps what it has read, or views of it, for longer than the key is there.</summary>
internal sealed class StoreWorker(string name, SoakContext soak, SharedCounters counters) : Worker(name, soak)
{
    private const int Keys = 30;
    private const int MostKept = 40;

    private readonly Dictionary<string, StoredEntry> _entries = [];
    private readonly Queue<(AiTensor Tensor, int Number, int Start)> _kept = [];
    private DagPlan? _pair;
    private long _pairs;

    private ITensorStore Tensors => Soak.Main.Tensors;

    public override Task StartAsync()
    {
        // What a plan keeps is written in one step, also for a file.
        DagBuilder dag = Soak.Main.CreateDag("pair");
        DagValue x = dag.Function("same", static x => x.Share(), dag.Input("x"));
        dag.Persist(x, "pair:{session}:a");
        dag.Persist(x, "pair:{session}:b");
        _pair = dag.Compile();
        return Task.CompletedTask;
    }

    public override async Task StepAsync()
    {
        Begin("uses the store");
        for (int i = 0; i < 50; i++)
        {
            Step($"{Name}:{Random.Next(Keys)}");
            Did("store");
        }

        if (Random.Next(10) == 0)
        {
            Begin("waits");
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Next(1, 30)), TimeProvider.System);
        }
        else
        {
            await Task.Yield();
        }
    }

    public override Task SettleAsync()
    {
        foreach (string key in _entries.Keys.ToArray())
        {
            Read(key);
            Tensors.Remove(key);
        }

        _entries.Clear();
        while (_kept.Count > 0)
        {
            Drop();
        }

        Tensors.Remove($"pair:{Name}:a");
        Tensors.Remove($"pair:{Name}:b");
        Require(!Tensors.Keys($"{Name}:*").Any(), $"Keys of '{Name}' are left.");
        counters.Settle();
        return Task.CompletedTask;
    }

    private void Step(string key)
    {
        switch (Random.Next(20))
        {
            case < 5:
                Write(key);
                break;
            case < 7:
                Tensors.Remove(key);
                _entries.Remove(key);
                break;
            case 7:
                Rename(key, $"{Name}:{Random.Next(Keys)}");
                break;
            case 8:
                Prolong(key);
                break;
            case 9:
                Update(key);
                break;
            case 10:
                counters.Add(Random.Next(counters.Count));
                break;
            case 11:
                WritePair();
                break;
            default:
                Read(key);
                break;
        }
    }

    private TimeSpan? DrawTime() => Random.Next(3) == 0 ? TimeSpan.FromMilliseconds(Random.Next(5, 120)) : null;

    private void Write(string key)
    {
        StoredEntry entry = new(Random.Next(1, 100_000));
        TimeSpan? time = DrawTime();
        using AiTensor tensor = Content.Create(entry.Number);
        long begin = SoakContext.Now;
        Tensors.Set(key, tensor, time);
        _entries[key] = entry.Expiring(time, begin, SoakContext.Now);
    }

    /// <summary>Looks whether a key has what it must have, and may keep it.</summary>
    private void Read(string key)
    {
        long begin = SoakContext.Now;
        AiTensor? found = Tensors.Get(key);
        long end = SoakContext.Now;
        StoredEntry? entry = _entries.GetValueOrDefault(key);
        if (found is null)
        {
            Require(entry is null || entry.MayBeGone(end), $"'{key}' is absent.");
            _entries.Remove(key);
            return;
        }

        Require(entry is not null && !entry.MustBeGone(begin), $"'{key}' is there.");
        Require(Content.Is(found, entry!.Number), $"'{key}' has something else in it.");
        Keep(found, entry.Number);
    }

    private void Keep(AiTensor found, int number)
    {
        if (Random.Next(4) == 0)
        {
            int start = Random.Next((int)found.Shape[0]);
            _kept.Enqueue((found.Slice(start, 1), number, start));
            found.Dispose();
        }
        else
        {
            _kept.Enqueue((found, number, 0));
        }

        while (_kept.Count > MostKept)
        {
            Drop();
        }
    }

    private void Drop()
    {
        (AiTensor tensor, int number, int start) = _kept.Dequeue();
        Require(Content.IsPart(tensor, number, start), $"What was kept of the store has changed: {number}, from {start}.");
        tensor.Dispose();
    }

    /// <summary>There is no renaming, so it is a reading, a writing and a removal.</summary>
    private void Rename(string key, string other)
    {
        using AiTensor? tensor = Tensors.Get(key);
        if (tensor is not null && key != other)
        {
            Tensors.Set(other, tensor);
            Tensors.Remove(key);
            _entries[other] = new StoredEntry(_entries[key].Number);
            _entries.Remove(key);
        }
    }

    private void Prolong(string key)
    {
        TimeSpan? time = DrawTime();
        long begin = SoakContext.Now;
        bool wasThere = Tensors.SetTimeToLive(key, time);
        long end = SoakContext.Now;
        StoredEntry? entry = _entries.GetValueOrDefault(key);
        if (wasThere)
        {
            Require(entry is not null && !entry.MustBeGone(begin), $"'{key}' is there.");
            _entries[key] = entry!.Expiring(time, begin, end);
        }
        else
        {
            Require(entry is null || entry.MayBeGone(end), $"'{key}' is absent.");
            _entries.Remove(key);
        }
    }

    private void Update(string key)
    {
        using AiTensor? present = Tensors.Get(key, out long version);
        int number = Random.Next(1, 100_000);
        using AiTensor next = Content.Create(number);
        if (Tensors.TryUpdate(key, next, version))
        {
            _entries[key] = new StoredEntry(number);
        }
        else
        {
            // Only time can have come between.
            Require(_entries.GetValueOrDefault(key)?.MayBeGone(SoakContext.Now) == true, $"'{key}' was changed by somebody else.");
            _entries.Remove(key);
        }
    }

    /// <summary>Two keys in one step, for those who save the store meanwhile.</summary>
    private void WritePair()
    {
        using AiTensor number = AiTensor.Scalar(++_pairs);
        _pair!.Run(new NamedTensors { ["x"] = number }, new InferenceOptions { Session = Name }).Dispose();
    }
}
