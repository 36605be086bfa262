using RedisAi.Dags;
using RedisAi.Models;
using RedisAi.Scripts;

namespace RedisAi.Sharing;

/// <summary>What of an engine the processes may share.</summary>
/// <param name="Models">The models.</param>
/// <param name="Scripts">The scripts.</param>
/// <param name="Plans">The plans.</param>
internal sealed record SharedRegistries(ModelRegistry Models, ScriptRegistry Scripts, DagRegistry Plans);
