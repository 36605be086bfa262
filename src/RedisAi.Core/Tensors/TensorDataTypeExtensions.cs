using RedisAi.Tensors;

namespace RedisAi;

/// <summary>What is known of the types of elements.</summary>
public static class TensorDataTypeExtensions
{
    /// <summary>Says how many bytes one element takes; 0 for strings, which are references to text elsewhere.</summary>
    /// <param name="dataType">The type.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is <see cref="TensorDataType.Undefined"/>, or no type.</exception>
    public static int SizeInBytes(this TensorDataType dataType) => dataType.ByteSize();

    /// <summary>Whether two declarations can mean the same type: one that is not known can be any.</summary>
    internal static bool MayBe(this TensorDataType one, TensorDataType other) => one == other || one == TensorDataType.Undefined || other == TensorDataType.Undefined;
}
