using RedisAi.Models;
using RedisAi.Store;

namespace RedisAi.Scripts;

/// <summary>What of an engine the scripts reach.</summary>
/// <param name="Models">Runs models.</param>
/// <param name="Tensors">The tensor store.</param>
/// <param name="Keyspace">The keyspace.</param>
internal sealed record ScriptReach(ModelParts Models, IEngineStore Tensors, IKeyspace Keyspace);
