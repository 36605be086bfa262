namespace RedisAi.Dags.Execution;

/// <summary>Keeps the order of runs of one session with each stateful model: a run that was accepted earlier calls the model earlier, however long what comes before that takes.</summary>
/// <remarks>All places of a run are taken in one step, so runs that wait for each other's turns do so in one order, and never in a circle.</remarks>
internal sealed class SessionTurns
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Session, string Model), SessionTurn> _last = [];

    /// <summary>Takes the places of a run.</summary>
    /// <param name="session">Whose run it is.</param>
    /// <param name="models">The models.</param>
    /// <param name="nodes">How many nodes of the run call each.</param>
    /// <param name="turns">One object for each model; not in use.</param>
    public void Reserve(string session, IReadOnlyList<string> models, int[] nodes, SessionTurn[] turns)
    {
        lock (_lock)
        {
            for (int i = 0; i < turns.Length; i++)
            {
                SessionTurn turn = turns[i];
                turn.Line = (session, models[i]);
                turn.NodesLeft = nodes[i];
                turn.Next = null;
                turn.Waiter = null;
                turn.Previous = _last.GetValueOrDefault(turn.Line);
                if (turn.Previous is { } before)
                {
                    before.Next = turn;
                }

                _last[turn.Line] = turn;
            }
        }
    }

    /// <summary>Whether a node need not wait: it is the run's turn, or the run is stopping. If not, the node goes on when one or the other is so.</summary>
    public bool TryEnter(SessionTurn turn, NodeRun node)
    {
        lock (_lock)
        {
            bool enters = turn.IsFirst || node.Graph.IsStopping;
            turn.Waiter = enters ? null : node;
            return enters;
        }
    }

    /// <summary>Lets the nodes go on that wait for the turns of a run, which is stopping by now.</summary>
    public void Wake(SessionTurn[] turns)
    {
        foreach (SessionTurn turn in turns)
        {
            NodeRun? node;
            lock (_lock)
            {
                node = TakeWaiter(turn);
            }

            node?.OnTurn();
        }
    }

    /// <summary>Notes that a node has made its call, or will make none. With the last one the next run has its turn.</summary>
    public void Leave(SessionTurn turn)
    {
        NodeRun? next = null;
        lock (_lock)
        {
            if (--turn.NodesLeft > 0)
            {
                return;
            }

            next = turn.IsFirst && turn.Next is { } behind ? TakeWaiter(behind) : null;
            TakeOut(turn);
        }

        next?.OnTurn();
    }

    /// <summary>Whoever takes it lets it go on, once.</summary>
    private static NodeRun? TakeWaiter(SessionTurn turn)
    {
        NodeRun? node = turn.Waiter;
        turn.Waiter = null;
        return node;
    }

    private void TakeOut(SessionTurn turn)
    {
        if (turn.Previous is { } before)
        {
            before.Next = turn.Next;
        }

        if (turn.Next is { } behind)
        {
            behind.Previous = turn.Previous;
        }
        else if (turn.Previous is { } last)
        {
            _last[turn.Line] = last;
        }
        else
        {
            _last.Remove(turn.Line);
        }

        (turn.Previous, turn.Next) = (null, null);
    }
}
