using System.Text.Json;
using RedisAi.AspNetCore.Http;
using RedisAi.AspNetCore.Json;

namespace RedisAi.AspNetCore.OpenInference;

/// <summary>Reads the shape of an input.</summary>
internal static class ShapeReader
{
    /// <summary>Reads it.</summary>
    /// <param name="json">Stands at the name of the property.</param>
    /// <exception cref="RequestRefusedException">It is no shape, or one of more elements than there can be.</exception>
    public static TensorShape Read(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw ParameterReader.Wrong(ref json, "shape", "an array of lengths");
        }

        Span<long> lengths = stackalloc long[TensorShape.MaxRank];
        int rank = 0;
        UInt128 elements = 1;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out long length) || length < 0)
            {
                throw new RequestRefusedException($"A length in 'shape' is {JsonRefusal.Describe(ref json)}; it must be a whole number, 0 or more, which fits into 64 bits.");
            }

            if (rank == TensorShape.MaxRank)
            {
                throw new RequestRefusedException($"A 'shape' has more than {TensorShape.MaxRank} axes, which is the limit.");
            }

            lengths[rank++] = length;

            // A length of 0 leaves no elements, but the others must be such that nothing overflows all the same.
            elements *= (ulong)Math.Max(1, length);
            if (elements > long.MaxValue)
            {
                throw new RequestRefusedException("A 'shape' has more elements than a 64-bit number can count.");
            }
        }

        return TensorShape.Create(lengths[..rank]);
    }
}
