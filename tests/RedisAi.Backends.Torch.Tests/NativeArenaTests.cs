using RedisAi.Backends.Torch.Interop;

namespace RedisAi.Backends.Torch.Tests;

/// <summary>Memory that is lent to the shim for one call, and kept for the next.</summary>
public sealed unsafe class NativeArenaTests
{
    [Fact]
    public void What_calls_need_more_and_more_of_is_kept_once()
    {
        using NativeArena arena = new();
        for (int i = 0; i < 1_000; i++)
        {
            arena.Take<byte>(4_096 + (16 * i));
            arena.Reset();
        }

        Assert.InRange(arena.BytesKept, 0, NativeArena.KeptBytes);
    }

    [Fact]
    public void What_one_call_needed_much_of_is_not_kept()
    {
        using NativeArena arena = new();
        for (int i = 0; i < 100; i++)
        {
            arena.Take<byte>(100_000);
        }

        Assert.InRange(arena.BytesKept, 10_000_000, 40_000_000);
        arena.Reset();

        Assert.InRange(arena.BytesKept, 0, NativeArena.KeptBytes);
    }

    [Fact]
    public void Memory_is_used_again_from_a_mark_on_and_what_was_taken_before_stays()
    {
        using NativeArena arena = new();
        byte* first = arena.Take<byte>(16);
        *first = 7;
        arena.Mark();
        for (int i = 0; i < 1_000; i++)
        {
            arena.Rewind();
            Assert.NotEqual((nint)first, (nint)arena.Take<byte>(16));
            new Span<byte>(arena.Take<byte>(3_000 + i), 3_000 + i).Fill(1);
        }

        Assert.Equal(7, *first);
        Assert.InRange(arena.BytesKept, 0, 30_000);
    }

    [Fact]
    public void Parts_do_not_overlap_when_they_exceed_two_gigabytes_together()
    {
        // Taken, but not touched: that costs addresses, not memory.
        const int Bytes = 1_500_000_000;
        using NativeArena arena = new();
        try
        {
            nint first = (nint)arena.Take<byte>(Bytes);
            nint second = (nint)arena.Take<byte>(Bytes);

            Assert.InRange(arena.BytesKept, 2L * Bytes, long.MaxValue);
            Assert.True(second >= first + Bytes || first >= second + Bytes);
        }
        catch (OutOfMemoryException)
        {
            Assert.Skip("Here three gigabytes of addresses are not to be had.");
        }
    }

    [Fact]
    public void Number_of_bytes_that_cannot_be_counted_is_refused()
    {
        using NativeArena arena = new();

        Assert.Throws<OverflowException>(() => arena.Take<RaitReply>(long.MaxValue / 16));
    }
}
