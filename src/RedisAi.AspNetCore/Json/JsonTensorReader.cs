using System.Text.Json;
using RedisAi.AspNetCore.Http;

namespace RedisAi.AspNetCore.Json;

/// <summary>Makes tensors of arrays of JSON whose type and shape are known: one array of all elements, or one within the other as the shape says.</summary>
/// <remarks>Nothing is taken for the elements that a shape promises, but for those that came.</remarks>
internal static class JsonTensorReader
{
    /// <summary>Reads a tensor, and moves to the end of the value.</summary>
    /// <param name="json">Stands at the value.</param>
    /// <param name="dataType">The type of the elements.</param>
    /// <param name="shape">The lengths of the axes.</param>
    /// <param name="typeName">What the client calls the type.</param>
    /// <param name="name">What the client calls the tensor, for messages.</param>
    /// <returns>A tensor that the caller disposes.</returns>
    /// <exception cref="RequestRefusedException">The value has other elements, more or fewer of them, or another form.</exception>
    public static AiTensor Read(ref Utf8JsonReader json, TensorDataType dataType, TensorShape shape, string typeName, string name)
    {
        TensorText text = new(shape, typeName, name);
        return dataType switch
        {
            TensorDataType.Float32 => Numbers<float>(ref json, text),
            TensorDataType.Float64 => Numbers<double>(ref json, text),
            TensorDataType.Float16 => Numbers<Half>(ref json, text),
            TensorDataType.BFloat16 => Numbers<BFloat16>(ref json, text),
            TensorDataType.Int8 => Numbers<sbyte>(ref json, text),
            TensorDataType.Int16 => Numbers<short>(ref json, text),
            TensorDataType.Int32 => Numbers<int>(ref json, text),
            TensorDataType.Int64 => Numbers<long>(ref json, text),
            TensorDataType.UInt8 => Numbers<byte>(ref json, text),
            TensorDataType.UInt16 => Numbers<ushort>(ref json, text),
            TensorDataType.UInt32 => Numbers<uint>(ref json, text),
            TensorDataType.UInt64 => Numbers<ulong>(ref json, text),
            TensorDataType.Bool => Numbers<bool>(ref json, text),
            _ => Texts(ref json, text),
        };
    }

    private static AiTensor Numbers<T>(ref Utf8JsonReader json, in TensorText text)
        where T : unmanaged
    {
        ElementList<T> elements = new(text.Shape.ElementCount);
        try
        {
            Read(ref json, text, ref elements);
            return AiTensor.Create(text.Shape.Dimensions, elements.Span);
        }
        finally
        {
            elements.Dispose();
        }
    }

    private static AiTensor Texts(ref Utf8JsonReader json, in TensorText text)
    {
        ElementList<string> elements = new(text.Shape.ElementCount);
        try
        {
            Read(ref json, text, ref elements);
            return AiTensor.CreateStrings(text.Shape.Dimensions, elements.Span);
        }
        finally
        {
            elements.Dispose();
        }
    }

    private static void Read<T>(ref Utf8JsonReader json, in TensorText text, ref ElementList<T> elements)
    {
        if (json.TokenType == JsonTokenType.StartArray)
        {
            json.Read();
            if (json.TokenType == JsonTokenType.StartArray && text.Shape.Rank > 1)
            {
                ReadNested(ref json, text, ref elements);
            }
            else
            {
                ReadFlat(ref json, text, ref elements);
            }
        }
        else if (text.Shape.Rank == 0)
        {
            Add(ref json, text, ref elements);
        }
        else
        {
            throw text.NoArray(ref json);
        }
    }

    /// <summary>All elements in one array, in row-major order. Stands behind its bracket.</summary>
    private static void ReadFlat<T>(ref Utf8JsonReader json, in TensorText text, ref ElementList<T> elements)
    {
        while (json.TokenType != JsonTokenType.EndArray)
        {
            if (elements.Count == text.Shape.ElementCount)
            {
                throw text.TooMany();
            }

            Add(ref json, text, ref elements);
            json.Read();
        }

        if (elements.Count != text.Shape.ElementCount)
        {
            throw text.TooFew(elements.Count);
        }
    }

    /// <summary>An array for each axis. Stands at the second bracket.</summary>
    private static void ReadNested<T>(ref Utf8JsonReader json, in TensorText text, ref ElementList<T> elements)
    {
        ReadOnlySpan<long> lengths = text.Shape.Dimensions;
        Span<long> counts = stackalloc long[lengths.Length];
        counts.Clear();
        int axis = 0;
        while (axis >= 0)
        {
            switch (json.TokenType)
            {
                case JsonTokenType.StartArray when axis < lengths.Length - 1 && counts[axis] < lengths[axis]:
                    counts[++axis] = 0;
                    break;
                case JsonTokenType.EndArray when counts[axis] == lengths[axis]:
                    axis--;
                    if (axis >= 0)
                    {
                        counts[axis]++;
                    }

                    break;
                case JsonTokenType.EndArray or JsonTokenType.StartArray:
                    throw text.OtherForm(axis, counts[axis]);
                default:
                    if (axis < lengths.Length - 1 || counts[axis] == lengths[axis])
                    {
                        throw text.OtherForm(axis, counts[axis]);
                    }

                    Add(ref json, text, ref elements);
                    counts[axis]++;
                    break;
            }

            if (axis >= 0)
            {
                json.Read();
            }
        }
    }

    private static void Add<T>(ref Utf8JsonReader json, in TensorText text, ref ElementList<T> elements)
    {
        if (!ElementJson.TryRead(ref json, out T element))
        {
            throw text.WrongElement(elements.Count, ref json);
        }

        elements.Add(element);
    }
}
