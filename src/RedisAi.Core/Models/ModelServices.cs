using Microsoft.Extensions.Logging;
using RedisAi.Diagnostics;
using RedisAi.Execution;
using RedisAi.Store;

namespace RedisAi.Models;

/// <summary>What all models of an engine share.</summary>
internal sealed record ModelServices(IStateStore States, RunThreads Threads, EngineMetrics Metrics, TimeProvider Time, ILogger Logger);
