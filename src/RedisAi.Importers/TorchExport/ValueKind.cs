namespace RedisAi.Importers.TorchExport;

/// <summary>What a value in a graph is.</summary>
internal enum ValueKind
{
    Tensor,
    Integer,
    Float,
    Truth,
}
