namespace RedisAi.Batching;

/// <summary>Waiting calls, the most urgent one first, among equals the one that came first. Any of them can be taken out.</summary>
/// <remarks>A binary heap whose calls know their place. Guarded by the lock of its queue.</remarks>
internal sealed class DeadlineHeap
{
    private QueuedCall[] _calls = new QueuedCall[16];
    private int _count;

    public int Count => _count;

    /// <summary>The most urgent call.</summary>
    public QueuedCall Head => _calls[0];

    /// <summary>The calls, the most urgent one first, the others in no order.</summary>
    public ReadOnlySpan<QueuedCall> Calls => _calls.AsSpan(0, _count);

    public void Add(QueuedCall call)
    {
        if (_count == _calls.Length)
        {
            Array.Resize(ref _calls, 2 * _count);
        }

        Up(_count++, call);
    }

    public QueuedCall TakeHead()
    {
        QueuedCall head = _calls[0];
        Remove(head);
        return head;
    }

    public void Remove(QueuedCall call)
    {
        QueuedCall last = _calls[--_count];
        _calls[_count] = null!;
        int place = call.HeapPlace;
        call.HeapPlace = -1;
        if (last == call)
        {
            return;
        }

        if (place > 0 && last.IsBefore(_calls[(place - 1) / 2]))
        {
            Up(place, last);
        }
        else
        {
            Down(place, last);
        }
    }

    /// <summary>Finds the calls that are to end now.</summary>
    /// <param name="now">The time.</param>
    /// <param name="over">Takes the calls; made when there is one.</param>
    /// <param name="next">Set to when to look again, if that is earlier.</param>
    public void CollectOver(long now, ref List<QueuedCall>? over, ref long next) => CollectOver(0, now, ref over, ref next);

    private void CollectOver(int place, long now, ref List<QueuedCall>? over, ref long next)
    {
        if (place >= _count)
        {
            return;
        }

        // Nobody ends before he is due, and nobody below this one is due before.
        if (_calls[place].IsDueLater(now, ref next))
        {
            return;
        }

        _calls[place].CollectIfOver(now, ref over, ref next);
        CollectOver((2 * place) + 1, now, ref over, ref next);
        CollectOver((2 * place) + 2, now, ref over, ref next);
    }

    private void Up(int place, QueuedCall call)
    {
        while (place > 0)
        {
            int parent = (place - 1) / 2;
            if (!call.IsBefore(_calls[parent]))
            {
                break;
            }

            Put(place, _calls[parent]);
            place = parent;
        }

        Put(place, call);
    }

    private void Down(int place, QueuedCall call)
    {
        while (true)
        {
            int child = (2 * place) + 1;
            if (child >= _count)
            {
                break;
            }

            if (child + 1 < _count && _calls[child + 1].IsBefore(_calls[child]))
            {
                child++;
            }

            if (!_calls[child].IsBefore(call))
            {
                break;
            }

            Put(place, _calls[child]);
            place = child;
        }

        Put(place, call);
    }

    private void Put(int place, QueuedCall call)
    {
        _calls[place] = call;
        call.HeapPlace = place;
    }
}
