using Microsoft.Extensions.Logging;
using RedisAi.Dags.Execution;
using RedisAi.Diagnostics;
using RedisAi.Errors;
using RedisAi.Execution;
using RedisAi.Models;
using RedisAi.Persistence;
using RedisAi.Scripts;
using RedisAi.Store;

namespace RedisAi.Dags;

/// <summary>What plans need of their engine.</summary>
/// <param name="ModelOf">A handle on a model, whether it is there or not.</param>
/// <param name="ScriptOf">A handle on a script, whether it is there or not.</param>
/// <param name="Tensors">The store.</param>
/// <param name="Threads">Where nodes run that do not run on the caller's thread.</param>
/// <param name="Order">Whose turn it is with a stateful model.</param>
/// <param name="Runs">Counts runs, so that the engine can close.</param>
/// <param name="Absences">Why there is nothing under a key.</param>
/// <param name="Metrics">Where runs are recorded.</param>
/// <param name="Logger">Where messages go.</param>
/// <param name="Time">The clock.</param>
/// <param name="Catalog">Keeps plans in a storage; null where there is none.</param>
internal sealed record DagServices(
    Func<string, ModelHandle> ModelOf,
    Func<string, ScriptHandle> ScriptOf,
    IEngineStore Tensors,
    RunThreads Threads,
    SessionOrder Order,
    RunGate Runs,
    AbsenceReasons Absences,
    EngineMetrics Metrics,
    ILogger Logger,
    TimeProvider Time,
    Catalog? Catalog = null);
