using RedisAi.Batching;

namespace RedisAi.Models;

/// <summary>What all versions under a key have in common.</summary>
internal sealed record ModelLine(SessionTable Sessions, ModelRoutes Routes);
