namespace RedisAi.Soak.Ledger;

/// <summary>Calls a ledger model in each of the ways that there are.</summary>
internal sealed class LedgerCaller(LedgerBook book)
{
    private readonly IModel _model = book.Engine.Models[book.Key];
    private readonly DagPlan _plan = Compile(book);

    /// <summary>Returns the output <c>y</c>.</summary>
    /// <exception cref="EngineOverloadedException">The call was refused, in whichever way.</exception>
    public async Task<long[]> CallAsync(LedgerWay way, long[] x, Provocation provocation)
    {
        using AiTensor input = AiTensor.Create<long>([x.Length, 1], x);
        switch (way)
        {
            case LedgerWay.Blocking:
                using (ModelResult result = _model.Run([input], provocation.Options, provocation.Token))
                {
                    return result[0].ToArray<long>();
                }

            case LedgerWay.Trying:
                InferenceAttempt attempt = await _model.TryRunAsync(new NamedTensors { ["x"] = input }, provocation.Options, provocation.Token);
                if (!attempt.Accepted)
                {
                    throw new EngineOverloadedException(attempt.RetryAfter);
                }

                using (ModelResult result = attempt.Result)
                {
                    return result["y"].ToArray<long>();
                }

            case LedgerWay.Plan:
                using (DagResult result = await _plan.RunAsync(new NamedTensors { ["x"] = input }, provocation.Options, provocation.Token))
                {
                    return result["y"].ToArray<long>();
                }

            default:
                using (ModelResult result = await _model.RunAsync([input], provocation.Options, provocation.Token))
                {
                    return result[0].ToArray<long>();
                }
        }
    }

    /// <summary>What a session has in the store; null where one of its states is absent.</summary>
    public (long[] H, long[] G)? Stored(string session)
    {
        using AiTensor? h = book.Engine.Tensors.Get(_model.GetStateKey(session, "h"));
        using AiTensor? g = book.Engine.Tensors.Get(_model.GetStateKey(session, "g"));
        return h is null || g is null ? null : (h.ToArray<long>(), g.ToArray<long>());
    }

    /// <summary>Puts states into the store, both at once.</summary>
    public void Store(string session, long[] h, long[] g)
    {
        using AiTensor first = AiTensor.Create<long>([h.Length, 1], h);
        using AiTensor second = AiTensor.Create<long>([1, g.Length], g);
        book.Engine.Tensors.SetAll(
            [KeyValuePair.Create(_model.GetStateKey(session, "h"), first), KeyValuePair.Create(_model.GetStateKey(session, "g"), second)], book.TimeToLive);
    }

    public void Remove(string session, string state) => book.Engine.Tensors.Remove(_model.GetStateKey(session, state));

    private static DagPlan Compile(LedgerBook book)
    {
        DagBuilder dag = book.Engine.CreateDag("step");
        DagValue x = dag.Function("same", static x => x.Share(), dag.Input("x"));
        dag.Output("y", dag.Model(book.Key, ("x", x))["y"]);
        return dag.Compile();
    }
}
