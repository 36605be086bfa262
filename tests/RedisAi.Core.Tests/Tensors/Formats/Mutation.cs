using FsCheck;
using FsCheck.Fluent;

namespace RedisAi.Tests.Tensors.Formats;

/// <summary>Damage done to a file.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Place">Where; taken modulo the length.</param>
/// <param name="Value">With what.</param>
public readonly record struct Mutation(MutationKind Kind, int Place, byte Value)
{
    /// <summary>One to three of them.</summary>
    public static Arbitrary<Mutation[]> Lists { get; } = Arb.From(
        Gen.Choose(1, 3).SelectMany(static count => Gen.ArrayOf(Single(), count)),
        static mutations => mutations.Select((_, index) => mutations.Where((_, other) => other != index).ToArray()).Where(static rest => rest.Length > 0));

    /// <summary>Does the damage, one after the other.</summary>
    public static byte[] Apply(Mutation[] mutations, byte[] bytes) =>
        mutations.Aggregate(bytes, static (damaged, mutation) => damaged.Length == 0 ? damaged : mutation.Apply(damaged));

    private byte[] Apply(byte[] bytes)
    {
        int place = Place % bytes.Length;
        byte[] changed = [.. bytes];
        switch (Kind)
        {
            case MutationKind.FlipBit:
                changed[place] ^= (byte)(1 << (Value % 8));
                return changed;
            case MutationKind.SetByte:
                changed[place] = Value;
                return changed;
            case MutationKind.SetDigit:
                // Numbers in a header are where a reader that trusts them comes to harm.
                int digit = bytes.AsSpan(place).IndexOfAnyInRange((byte)'0', (byte)'9');
                changed[digit < 0 ? place : place + digit] = (byte)('0' + (Value % 10));
                return changed;
            case MutationKind.Insert:
                return [.. bytes[..place], Value, .. bytes[place..]];
            case MutationKind.Delete:
                return [.. bytes[..place], .. bytes[Math.Min(bytes.Length, place + 1 + (Value % 8))..]];
            case MutationKind.Repeat:
                int end = Math.Min(bytes.Length, place + Value);
                return [.. bytes[..end], .. bytes[place..]];
            case MutationKind.Truncate:
                return bytes[..place];
            default:
                return [.. bytes, Value];
        }
    }

    // The first bytes, where lengths and headers are, are hit more often than chance would have it.
    private static Gen<Mutation> Single() =>
        from kind in Gen.Elements(Enum.GetValues<MutationKind>())
        from place in Gen.OneOf(Gen.Choose(0, 16), Gen.Choose(0, 1000), Gen.Choose(0, int.MaxValue))
        from value in Gen.OneOf(Gen.Choose(0, 255), Gen.Elements<int>('"', '{', '}', '[', ']', ',', ':', '-', '.', '0', '9', ' ', '\\'))
        select new Mutation(kind, place, (byte)value);
}
