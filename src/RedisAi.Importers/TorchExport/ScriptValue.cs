namespace RedisAi.Importers.TorchExport;

/// <summary>A value of a graph, as the source calls it.</summary>
/// <param name="Text">A variable, or a constant.</param>
/// <param name="Kind">What it is.</param>
internal readonly record struct ScriptValue(string Text, ValueKind Kind)
{
    /// <summary>What TorchScript calls its type.</summary>
    public string TypeName => Kind switch
    {
        ValueKind.Integer => "int",
        ValueKind.Float => "float",
        ValueKind.Truth => "bool",
        _ => "Tensor",
    };
}
