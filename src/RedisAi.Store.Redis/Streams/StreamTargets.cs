namespace RedisAi.Store.Redis;

/// <summary>Finds what a worker runs: the plan of a name, or else the model, whichever there is by the time that it is needed.</summary>
internal sealed class StreamTargets
{
    private readonly IRedisAi _engine;
    private readonly PlanTarget? _plan;
    private volatile ModelTarget? _model;

    /// <param name="engine">The engine.</param>
    /// <param name="name">The name of a plan, or the key of a model.</param>
    public StreamTargets(IRedisAi engine, string name) => (_engine, Name) = (engine, name);

    /// <param name="engine">The engine.</param>
    /// <param name="plan">The plan.</param>
    public StreamTargets(IRedisAi engine, DagPlan plan)
        : this(engine, plan.Name) => _plan = new PlanTarget(plan);

    /// <summary>The name of the plan, or the key of the model.</summary>
    public string Name { get; }

    /// <exception cref="ModelNotFoundException">There is none of the two.</exception>
    public StreamTarget Find()
    {
        if (_plan is not null)
        {
            return _plan;
        }

        if (_engine.Dags.TryGet(Name, out DagPlan? plan))
        {
            return new PlanTarget(plan);
        }

        // The handle follows the model when that is replaced.
        return _model ??= _engine.Models.TryGet(Name, out IModel? model)
            ? new ModelTarget(_engine.Models, model)
            : throw new ModelNotFoundException(Name, why: ", and no plan of that name", cause: null);
    }
}
