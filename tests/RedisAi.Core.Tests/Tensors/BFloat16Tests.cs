using System.Runtime.CompilerServices;
using Xunit;

namespace RedisAi.Tests;

public sealed class BFloat16Tests
{
    public static TheoryData<uint, ushort> Roundings => new()
    {
        { 0x3F80_0000, 0x3F80 }, // 1
        { 0x3F80_7FFF, 0x3F80 }, // just below half way: down
        { 0x3F80_8000, 0x3F80 }, // half way above an even one: down
        { 0x3F80_8001, 0x3F81 }, // just above half way: up
        { 0x3F81_8000, 0x3F82 }, // half way above an odd one: up
        { 0x3F81_7FFF, 0x3F81 },
        { 0x3FFF_8000, 0x4000 }, // the fraction overflows into the exponent
        { 0x8000_0000, 0x8000 }, // minus zero
        { 0x0000_0001, 0x0000 }, // the smallest single
        { 0x0000_8000, 0x0000 }, // half of the smallest
        { 0x0000_8001, 0x0001 },
        { 0x007F_FFFF, 0x0080 }, // the largest subnormal becomes normal
        { 0x7F7F_0000, 0x7F7F }, // the largest number
        { 0x7F7F_7FFF, 0x7F7F },
        { 0x7F7F_8000, 0x7F80 }, // beyond it: infinity
        { 0x7F7F_FFFF, 0x7F80 },
        { 0xFF7F_FFFF, 0xFF80 },
        { 0x7F80_0000, 0x7F80 }, // infinities stay
        { 0xFF80_0000, 0xFF80 },
        { 0x7FC0_0000, 0x7FC0 }, // NaN stays
        { 0x7F80_0001, 0x7FC0 }, // NaN whose payload is in the lower half
        { 0xFFFF_FFFF, 0xFFFF },
    };

    [Theory]
    [MemberData(nameof(Roundings))]
    public void Narrowing_rounds_to_the_nearest_and_halfway_to_even(uint single, ushort expected)
    {
        float value = BitConverter.UInt32BitsToSingle(single);

        BFloat16 narrowed = (BFloat16)value;

        Assert.Equal(expected, narrowed.Bits);
        Assert.Equal(expected, BFloat16.FromSingle(value).Bits);
    }

    [Fact]
    public void Every_value_survives_widening_and_narrowing()
    {
        for (int bits = 0; bits <= ushort.MaxValue; bits++)
        {
            BFloat16 value = BFloat16.FromBits((ushort)bits);

            BFloat16 back = (BFloat16)value.ToSingle();

            // Of a NaN only the quiet bit may change.
            int expected = float.IsNaN(value.ToSingle()) ? bits | 0x40 : bits;
            Assert.Equal(expected, back.Bits);
            Assert.Equal(bits, value.Bits);
        }
    }

    [Fact]
    public void Every_value_is_the_nearest_to_those_around_it()
    {
        for (int bits = 0; bits < 0x7F7F; bits++)
        {
            uint single = (uint)bits << 16;
            int even = (bits & 1) == 0 ? bits : bits + 1;

            Assert.Equal(bits, ((BFloat16)BitConverter.UInt32BitsToSingle(single + 0x7FFF)).Bits);
            Assert.Equal(even, ((BFloat16)BitConverter.UInt32BitsToSingle(single + 0x8000)).Bits);
            Assert.Equal(bits + 1, ((BFloat16)BitConverter.UInt32BitsToSingle(single + 0x8001)).Bits);
        }
    }

    [Fact]
    public void Operators_compare_as_numbers()
    {
        BFloat16 nan = (BFloat16)float.NaN;
        BFloat16 zero = BFloat16.FromBits(0);
        BFloat16 minusZero = BFloat16.FromBits(0x8000);

        Assert.True(zero == minusZero);
        Assert.False(nan == BFloat16.FromBits(nan.Bits));
        Assert.True(nan != BFloat16.FromBits(nan.Bits));
        Assert.True((BFloat16)1.5f == (BFloat16)1.5f);
    }

    [Fact]
    public void Equals_compares_as_a_dictionary_needs()
    {
        BFloat16 nan = (BFloat16)float.NaN;

        Assert.True(nan.Equals(BFloat16.FromBits(0xFFC1)));
        Assert.Equal(nan.GetHashCode(), BFloat16.FromBits(0xFFC1).GetHashCode());
        Assert.True(BFloat16.FromBits(0).Equals((object)BFloat16.FromBits(0x8000)));
        Assert.Equal(BFloat16.FromBits(0).GetHashCode(), BFloat16.FromBits(0x8000).GetHashCode());
    }

    [Fact]
    public void Text_is_that_of_the_number()
    {
        Assert.Equal("0.5", ((BFloat16)0.5f).ToString());
    }

    [Fact]
    public void Number_takes_two_bytes()
    {
        Assert.Equal(2, Unsafe.SizeOf<BFloat16>());
    }
}
