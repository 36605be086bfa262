using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RedisAi.Dags;
using RedisAi.Dags.Execution;
using RedisAi.Diagnostics;

namespace RedisAi.Hosting;

/// <summary>A plan that was added to a service collection: compiled when the models and scripts are there.</summary>
/// <param name="Key">Its name.</param>
/// <param name="Build">Builds the graph.</param>
internal sealed record DagRegistration(string Key, Action<DagBuilder, IServiceProvider> Build) : LoadRegistration(DagRegistry.Kind, Key, IsRequired: true)
{
    public override string Name => NameOf(Key);

    public override int Phase => PlanPhase;

    /// <summary>How health data calls the plan under a name.</summary>
    public static string NameOf(string name) => $"plan:{name}";

    public override async Task LoadAsync(RedisAiEngine engine, IServiceProvider services, LoadState state, CancellationToken cancellationToken)
    {
        DagBuilder dag = engine.CreateDag(Key);
        Build(dag, services);
        DagPlan plan = await engine.PlanRegistry.StoreRegisteredAsync(dag.Compile(), cancellationToken).ConfigureAwait(false);
        if (plan.DroppedNodes.Count > 0 || plan.UnusedInputs.Count > 0)
        {
            services.GetService<ILoggerFactory>()?.CreateLogger(EngineMetrics.Name).PlanLeavesOut(Key, PlanProblems.List(plan.DroppedNodes), PlanProblems.List(plan.UnusedInputs));
        }
    }

    public override void LogFailure(ILogger logger, Exception error) => logger.PlanCompilationFailed(error, Key);
}
