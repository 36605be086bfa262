using System.Globalization;
using System.Runtime.InteropServices;

namespace RedisAi;

/// <summary>A number of 16 bits: sign, 8 bits of exponent and 7 of fraction, the upper half of a <see cref="float"/>.</summary>
/// <remarks>It carries data; for arithmetic, widen it to <see cref="float"/>, which is exact.</remarks>
[StructLayout(LayoutKind.Sequential)]
public readonly struct BFloat16 : IEquatable<BFloat16>
{
    private readonly ushort _bits;

    private BFloat16(ushort bits) => _bits = bits;

    /// <summary>Makes a number of its bits.</summary>
    /// <param name="bits">Sign, exponent and fraction, from the highest bit down.</param>
    public static BFloat16 FromBits(ushort bits) => new(bits);

    /// <summary>Gets the bits of this number.</summary>
    public ushort Bits => _bits;

    /// <summary>Narrows a number, to the nearest and, halfway, to the even one; NaN stays NaN.</summary>
    /// <param name="value">The number to narrow.</param>
    public static explicit operator BFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);

        // A NaN whose payload sits in the lower half would turn into infinity if only cut.
        return float.IsNaN(value)
            ? new BFloat16((ushort)((bits >> 16) | 0x40))
            : new BFloat16((ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16));
    }

    /// <summary>Widens a number; every value is kept.</summary>
    /// <param name="value">The number to widen.</param>
    public static implicit operator float(BFloat16 value) => value.ToSingle();

    /// <summary>Compares as numbers: NaN equals nothing, both zeros are equal.</summary>
    /// <param name="left">One number.</param>
    /// <param name="right">The other.</param>
    public static bool operator ==(BFloat16 left, BFloat16 right) => left.ToSingle() == right.ToSingle();

    /// <summary>Compares as numbers: NaN differs from everything.</summary>
    /// <param name="left">One number.</param>
    /// <param name="right">The other.</param>
    public static bool operator !=(BFloat16 left, BFloat16 right) => !(left == right);

    /// <summary>Narrows a number, to the nearest and, halfway, to the even one.</summary>
    /// <param name="value">The number to narrow.</param>
    public static BFloat16 FromSingle(float value) => (BFloat16)value;

    /// <summary>Widens this number; its value is kept.</summary>
    public float ToSingle() => BitConverter.UInt32BitsToSingle((uint)_bits << 16);

    /// <inheritdoc/>
    public bool Equals(BFloat16 other) => ToSingle().Equals(other.ToSingle());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is BFloat16 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ToSingle().GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => ToSingle().ToString(CultureInfo.InvariantCulture);
}
