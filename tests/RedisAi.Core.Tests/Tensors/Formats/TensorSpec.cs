using FsCheck;
using FsCheck.Fluent;
using RedisAi.Tensors;
using RedisAi.Tensors.Formats;

namespace RedisAi.Tests.Tensors.Formats;

/// <summary>A tensor to be made: what FsCheck generates and prints in place of the tensor, whose memory somebody would have to free.</summary>
/// <param name="Key">The name in the file.</param>
/// <param name="Type">The type of the elements.</param>
/// <param name="Shape">The lengths of the axes.</param>
/// <param name="Seed">What the elements are made from.</param>
/// <param name="ExpiresAtMs">Milliseconds since 1970, or null.</param>
public sealed record TensorSpec(string Key, TensorDataType Type, long[] Shape, int Seed, long? ExpiresAtMs)
{
    /// <summary>Texts with what encodings stumble over: nothing, quotes, controls, all lengths of UTF-8, half pairs.</summary>
    private static readonly string[] s_texts =
        ["", "a", "tabby", "\"\\/\b\f\n\r\t", "\0", "\u007f\u0080", "größe", "山\u2028", "🚀🚀", "\ud83d", "\ude80\ud83d", new string('x', 300)];

    /// <summary>Lists without two tensors of one key.</summary>
    public static Arbitrary<TensorSpec[]> Lists { get; } = Arb.From(
        Gen.Choose(0, 8).SelectMany(static count => Gen.ArrayOf(Single(), count)).Select(static specs => specs.DistinctBy(static spec => spec.Key).ToArray()),
        static specs => specs.Select((_, index) => specs.Where((_, other) => other != index).ToArray()));

    /// <summary>Makes the tensor.</summary>
    internal StoredTensor Create() =>
        new(Key, CreateTensor(), ExpiresAtMs is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null);

    /// <summary>Makes the tensor without its key.</summary>
    internal AiTensor CreateTensor()
    {
        Random random = new(Seed);
        long count = Shape.Aggregate(1L, static (product, length) => product * length);
        if (Type == TensorDataType.String)
        {
            string[] texts = new string[count];
            random.GetItems<string>(s_texts, texts);
            return AiTensor.CreateStrings(Shape, texts);
        }

        byte[] bytes = new byte[count * Type.ByteSize()];
        random.NextBytes(bytes);
        if (Type == TensorDataType.Bool)
        {
            bytes = [.. bytes.Select(static value => (byte)(value & 1))];
        }

        return AiTensor.FromBytes(Type, Shape, bytes);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{{{Key} {Type}[{string.Join(',', Shape)}] seed {Seed} expires {ExpiresAtMs}}}";

    private static Gen<TensorSpec> Single() =>
        from key in Gen.Elements("x", "", "call:42", "redisai.format", "größe", "\"\\", "\n", "🚀", "\u0001", "redisai.strings.x", "k1", "k2", "k3")
        from type in Gen.Elements(Enum.GetValues<TensorDataType>().Except([TensorDataType.Undefined]))
        from rank in Gen.Choose(0, 4)
        from shape in Gen.ArrayOf(Gen.Choose(0, 5).Select(static length => (long)length), rank)
        from seed in Gen.Choose(0, int.MaxValue)
        from expiry in Gen.OneOf(
            Gen.Constant((long?)null),
            Gen.Elements<long?>(0, -1, 1_700_000_000_123, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()))
        select new TensorSpec(key, type, shape, seed, expiry);
}
