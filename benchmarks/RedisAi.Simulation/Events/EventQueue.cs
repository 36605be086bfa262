namespace RedisAi.Simulation.Events;

/// <summary>The clock, and what is to happen: a heap with four children to a node, whose ties are broken by order, so that the same seed gives the same run.</summary>
internal sealed class EventQueue
{
    private const int Children = 4;

    private Event[] _heap = new Event[1024];
    private long _order;

    /// <summary>Gets the time, in seconds since the start.</summary>
    public double Now { get; private set; }

    public int Count { get; private set; }

    /// <summary>Gets how many events there have been.</summary>
    public long Taken { get; private set; }

    /// <summary>Gets when the next event is; infinity when there is none.</summary>
    public double NextTime => Count > 0 ? _heap[0].Time : double.PositiveInfinity;

    public void Add(double time, EventKind kind, int a = 0, int b = 0)
    {
        if (!(time >= Now))
        {
            throw new ArgumentOutOfRangeException(nameof(time), time, $"A {kind} cannot come before now, {Now}.");
        }

        if (Count == _heap.Length)
        {
            Array.Resize(ref _heap, Count * 2);
        }

        Event added = new(time, _order++, kind, a, b);
        int place = Count++;
        while (place > 0 && added.IsBefore(_heap[(place - 1) / Children]))
        {
            _heap[place] = _heap[(place - 1) / Children];
            place = (place - 1) / Children;
        }

        _heap[place] = added;
    }

    /// <summary>Takes the next event out and goes to its time.</summary>
    public Event Take()
    {
        Event first = _heap[0];
        Event last = _heap[--Count];
        int place = 0;
        while (FirstChildOf(place) is var child && child < Count && _heap[child].IsBefore(last))
        {
            _heap[place] = _heap[child];
            place = child;
        }

        _heap[place] = last;
        Taken++;
        Now = first.Time;
        return first;
    }

    /// <summary>Goes to a time before the next event, at which something happens that is not in the queue.</summary>
    public void AdvanceTo(double time)
    {
        Taken++;
        Now = time;
    }

    /// <summary>The child that comes before the others; beyond the end when there is none.</summary>
    private int FirstChildOf(int place)
    {
        int first = (place * Children) + 1;
        int best = first;
        int end = Math.Min(first + Children, Count);
        for (int child = first + 1; child < end; child++)
        {
            best = _heap[child].IsBefore(_heap[best]) ? child : best;
        }

        return best;
    }
}
