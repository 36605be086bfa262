using RedisAi.MLflow.Signatures;

namespace RedisAi.MLflow.Scoring;

/// <summary>Makes what takes the elements of an input.</summary>
internal static class ElementSinks
{
    /// <param name="type">The type of the elements that the model takes; undefined where the elements decide.</param>
    /// <param name="rules">What the signature says of them.</param>
    /// <param name="name">What requests call the input.</param>
    /// <param name="takesMissingTexts">Whether the empty text stands for a missing one.</param>
    public static ElementSink Create(TensorDataType type, ElementRules rules, string name, bool takesMissingTexts)
    {
        if (rules.HasFlag(ElementRules.Base64) && type != TensorDataType.String)
        {
            return new BytesSink(name);
        }

        string typeName = type.ToString();
        return type switch
        {
            TensorDataType.Float32 => new NumberSink<float, SingleParser>(name, typeName),
            TensorDataType.Float64 => new NumberSink<double, DoubleParser>(name, typeName),
            TensorDataType.Float16 => new NumberSink<Half, HalfParser>(name, typeName),
            TensorDataType.BFloat16 => new NumberSink<BFloat16, BFloat16Parser>(name, typeName),
            TensorDataType.Int8 => new NumberSink<sbyte, IntegerParser<sbyte>>(name, typeName),
            TensorDataType.Int16 => new NumberSink<short, IntegerParser<short>>(name, typeName),
            TensorDataType.Int32 => new NumberSink<int, IntegerParser<int>>(name, typeName),
            TensorDataType.Int64 => new NumberSink<long, IntegerParser<long>>(name, typeName),
            TensorDataType.UInt8 => new NumberSink<byte, IntegerParser<byte>>(name, typeName),
            TensorDataType.UInt16 => new NumberSink<ushort, IntegerParser<ushort>>(name, typeName),
            TensorDataType.UInt32 => new NumberSink<uint, IntegerParser<uint>>(name, typeName),
            TensorDataType.UInt64 => new NumberSink<ulong, IntegerParser<ulong>>(name, typeName),
            TensorDataType.Bool => new NumberSink<bool, BooleanParser>(name, typeName),
            TensorDataType.String => new TextSink(name, takesMissingTexts),
            _ => new UntypedSink(name),
        };
    }
}
