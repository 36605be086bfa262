using System.Text.Json.Serialization;

namespace RedisAi.MLflow.Cache;

/// <summary>What the cache writes of itself. The code is generated, so it needs no reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CacheManifest))]
[JsonSerializable(typeof(LastGoodRecord))]
internal sealed partial class CacheJson : JsonSerializerContext;
