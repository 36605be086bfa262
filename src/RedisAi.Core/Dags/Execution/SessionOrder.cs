namespace RedisAi.Dags.Execution;

/// <summary>Keeps the order of runs of one session with each stateful model: a run that was accepted earlier calls the model earlier, however long what comes before that takes.</summary>
/// <remarks>All places of a run are taken in one step, so runs that wait for each other's turns do so in one order, and never in a circle.</remarks>
internal sealed class SessionOrder
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Session, string Model), SessionPlace> _last = [];

    /// <summary>Takes the places of a run.</summary>
    /// <param name="session">Whose run it is.</param>
    /// <param name="models">The models.</param>
    /// <param name="nodes">How many nodes of the run call each.</param>
    /// <param name="places">One object for each model; not in use.</param>
    public void Reserve(string session, IReadOnlyList<string> models, int[] nodes, SessionPlace[] places)
    {
        lock (_lock)
        {
            for (int i = 0; i < places.Length; i++)
            {
                SessionPlace place = places[i];
                place.Line = (session, models[i]);
                place.NodesLeft = nodes[i];
                place.Next = null;
                place.Waiter = null;
                place.Previous = _last.GetValueOrDefault(place.Line);
                if (place.Previous is { } before)
                {
                    before.Next = place;
                }

                _last[place.Line] = place;
            }
        }
    }

    /// <summary>Whether a node need not wait: it is the run's turn, or the run is stopping. If not, the node goes on when one or the other is so.</summary>
    public bool TryEnter(SessionPlace place, NodeRun node)
    {
        lock (_lock)
        {
            bool enters = place.IsFirst || node.Graph.IsStopping;
            place.Waiter = enters ? null : node;
            return enters;
        }
    }

    /// <summary>Lets the nodes go on that wait for the turns of a run, which is stopping by now.</summary>
    public void Wake(SessionPlace[] places)
    {
        foreach (SessionPlace place in places)
        {
            NodeRun? node;
            lock (_lock)
            {
                node = TakeWaiter(place);
            }

            node?.OnTurn();
        }
    }

    /// <summary>Notes that a node has made its call, or will make none. With the last one the next run has its turn.</summary>
    public void Leave(SessionPlace place)
    {
        NodeRun? next = null;
        lock (_lock)
        {
            if (--place.NodesLeft > 0)
            {
                return;
            }

            next = place.IsFirst && place.Next is { } behind ? TakeWaiter(behind) : null;
            TakeOut(place);
        }

        next?.OnTurn();
    }

    /// <summary>Whoever takes it lets it go on, once.</summary>
    private static NodeRun? TakeWaiter(SessionPlace place)
    {
        NodeRun? node = place.Waiter;
        place.Waiter = null;
        return node;
    }

    private void TakeOut(SessionPlace place)
    {
        if (place.Previous is { } before)
        {
            before.Next = place.Next;
        }

        if (place.Next is { } behind)
        {
            behind.Previous = place.Previous;
        }
        else if (place.Previous is { } last)
        {
            _last[place.Line] = last;
        }
        else
        {
            _last.Remove(place.Line);
        }

        (place.Previous, place.Next) = (null, null);
    }
}
