using RedisAi.Keyspace;
using RedisAi.Tensors;

namespace RedisAi.Dags.Text;

/// <summary>Makes tensors of what RedisAI's clients write after a type and a shape.</summary>
internal static class TensorContents
{
    /// <summary>What a reference to a text takes.</summary>
    private const int TextBytes = 8;

    /// <summary>A tensor of zeros, or of empty strings.</summary>
    public static TensorValue Zeros(TensorDataType type, TensorShape shape, TensorRules rules)
    {
        int size = type == TensorDataType.String ? TextBytes : type.ByteSize();
        if (shape.ElementCount > rules.MostZeroBytes / size || rules.TryTakeZeros?.Invoke(shape.ElementCount * size) == false)
        {
            throw new DagCommandException(AiErrors.TensorNotSaved);
        }

        return type == TensorDataType.String
            ? TensorValue.CreateStrings(shape, [.. Enumerable.Repeat("", (int)shape.ElementCount)])
            : TensorRows.Zeros(type, shape);
    }

    /// <summary>A tensor of a token's bytes: over the token's own memory, if it lies in tensor memory, else a copy.</summary>
    public static TensorValue FromBlob<TTokens>(TensorDataType type, TensorShape shape, TTokens tokens, int place)
        where TTokens : ICommandTokens
    {
        ReadOnlySpan<byte> blob = tokens.Bytes(place);
        if (type == TensorDataType.String)
        {
            return FromStrings(shape, blob);
        }

        if (shape.ElementCount > Array.MaxLength || blob.Length != TensorElement.ByteLength(type, shape))
        {
            throw new DagCommandException("ERR data length does not match tensor shape and type");
        }

        if (type == TensorDataType.Bool && blob.ContainsAnyExceptInRange((byte)0, (byte)1))
        {
            throw new DagCommandException("ERR BOOL tensor elements must be 0 or 1");
        }

        return tokens.TryTakeBlob(place, out TensorValue taken) ? Adopt(taken, type, shape, blob) : TensorValue.Create(type, shape, blob);
    }

    /// <summary>The same memory as a tensor of another type, unless the processor could not read that there.</summary>
    private static TensorValue Adopt(in TensorValue taken, TensorDataType type, TensorShape shape, ReadOnlySpan<byte> blob)
    {
        if (taken.ByteLength == blob.Length && taken.Pointer % type.ByteSize() == 0)
        {
            return new TensorValue(taken.Buffer, type, shape, taken.ByteOffset);
        }

        try
        {
            return TensorValue.Create(type, shape, blob);
        }
        finally
        {
            taken.Release();
        }
    }

    /// <summary>Strings one after the other, each with a zero at its end.</summary>
    private static TensorValue FromStrings(TensorShape shape, ReadOnlySpan<byte> blob)
    {
        if (blob.IsEmpty || blob[^1] != 0 || blob.Count((byte)0) != shape.ElementCount)
        {
            throw new DagCommandException("ERR Number of string elements in data blob does not match tensor length");
        }

        string[] elements = new string[shape.ElementCount];
        for (int i = 0; i < elements.Length; i++)
        {
            int end = blob.IndexOf((byte)0);
            elements[i] = LosslessText.Decode(blob[..end]);
            blob = blob[(end + 1)..];
        }

        return TensorValue.CreateStrings(shape, elements);
    }
}
