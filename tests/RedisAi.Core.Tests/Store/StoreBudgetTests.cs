using RedisAi.Store;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Store;

public sealed class StoreBudgetTests
{
    [Fact]
    public void Tensor_that_does_not_fit_is_refused_with_the_figures()
    {
        using StoreUnderTest test = new(maxBytes: 100);
        test.Put("a", 70, 1);

        TensorStoreFullException error = Assert.Throws<TensorStoreFullException>(() => test.Put("b", 31));

        Assert.Equal((31, 30), (error.Requested, error.Available));
        Assert.Equal("The tensor store is full: 31 bytes were to be stored, 30 are available.", error.Message);
        Assert.False(test.Store.Contains("b"));
        Assert.Equal((1, 70), (test.Store.Count, test.Store.ByteLength));
    }

    [Fact]
    public void Budget_can_be_used_to_the_last_byte()
    {
        using StoreUnderTest test = new(maxBytes: 100);

        test.Put("a", 60);
        test.Put("b", 40);

        Assert.Equal(100, test.Store.ByteLength);
        Assert.Throws<TensorStoreFullException>(() => test.Put("c", 1));
    }

    [Fact]
    public void Key_can_be_replaced_when_the_store_is_full()
    {
        using StoreUnderTest test = new(maxBytes: 100);
        test.Put("a", 60, 1);
        test.Put("b", 40, 1);

        test.Put("a", 60, 2);
        test.Put("b", 30, 2);
        test.Put("b", 40, 3);

        Assert.Equal((byte)2, test.First("a"));
        Assert.Equal((byte)3, test.First("b"));
        Assert.Equal(100, test.Store.ByteLength);
    }

    [Fact]
    public void Refused_replacement_leaves_what_was_there()
    {
        using StoreUnderTest test = new(maxBytes: 100);
        test.Put("a", 60, 1);
        test.Put("b", 40, 1);

        Assert.Throws<TensorStoreFullException>(() => test.Put("a", 61, 2));

        Assert.Equal((byte)1, test.First("a"));
        Assert.Equal(100, test.Store.ByteLength);
    }

    [Fact]
    public void Key_whose_memory_another_key_shares_makes_no_room_when_it_is_replaced()
    {
        using StoreUnderTest test = new(maxBytes: 100);
        using AiTensor shared = StoreUnderTest.Bytes(60, 1);
        test.Store.Set("a", shared);
        test.Store.Set("b", shared);

        Assert.Throws<TensorStoreFullException>(() => test.Put("a", 60, 2));

        Assert.Equal((byte)1, test.First("a"));
        Assert.Equal(60, test.Store.ByteLength);
    }

    [Fact]
    public void Expired_tensors_make_room()
    {
        using StoreUnderTest test = new(maxBytes: 100);
        test.Put("a", 100, timeToLive: TimeSpan.FromMilliseconds(1));
        test.Time.Advance(TimeSpan.FromMilliseconds(1));

        test.Put("b", 100);

        Assert.Equal((1, 100), (test.Store.Count, test.Store.ByteLength));
    }

    [Fact]
    public void Removed_tensors_make_room_although_somebody_still_holds_them()
    {
        using StoreUnderTest test = new(maxBytes: 100);
        test.Put("a", 100);
        using AiTensor? held = test.Store.Get("a");
        test.Store.Remove("a");

        test.Put("b", 100);

        Assert.Equal(100, test.Store.ByteLength);
    }

    [Fact]
    public void Memory_that_several_keys_share_is_counted_once()
    {
        using StoreUnderTest test = new(maxBytes: 10_000);
        using AiTensor tensor = StoreUnderTest.Bytes(1000, 1);
        using AiTensor most = tensor.Slice(100, 900);

        test.Store.Set("a", tensor);
        test.Store.Set("b", tensor);
        test.Store.Set("c", most);
        long three = test.Store.ByteLength;
        test.Store.Remove("a");
        test.Store.Remove("b");
        long one = test.Store.ByteLength;
        test.Store.Remove("c");

        Assert.Equal((1000, 1000, 0), (three, one, test.Store.ByteLength));
    }

    [Fact]
    public void Tensor_can_be_stored_again_under_its_own_key_when_the_store_is_full()
    {
        using StoreUnderTest test = new(maxBytes: 100);
        using AiTensor tensor = StoreUnderTest.Bytes(100, 1);
        test.Store.Set("a", tensor);

        test.Store.Set("a", tensor);
        test.Store.Set("b", tensor);

        Assert.Equal((2, 100), (test.Store.Count, test.Store.ByteLength));
    }

    [Fact]
    public void Small_view_is_copied_so_that_the_large_memory_can_go()
    {
        using StoreUnderTest test = new();
        long before = RedisAi.Tensors.Memory.TensorMemory.Shared.Outstanding;
        using (AiTensor large = AiTensor.Create<byte>([100, 10_000], static span => span.Fill(7)))
        using (AiTensor row = large.Slice(50, 1))
        {
            test.Store.Set("row", row);
        }

        Assert.Equal(10_000, test.Store.ByteLength);
        Assert.Equal(before + 1, RedisAi.Tensors.Memory.TensorMemory.Shared.Outstanding);
        using AiTensor? stored = test.Store.Get("row");
        Assert.Equal(10_000, stored!.Borrow().Buffer.ByteLength);
        Assert.True(stored.AsSpan<byte>().IndexOfAnyExcept((byte)7) < 0);
        Assert.Equal([1, 10_000], stored.Shape.Dimensions.ToArray());
    }

    [Fact]
    public void Small_view_of_strings_is_copied()
    {
        using StoreUnderTest test = new();
        using AiTensor names = AiTensor.CreateStrings([1000], [.. Enumerable.Range(0, 1000).Select(static i => $"name {i}")]);
        using AiTensor some = names.Slice(10, 2);

        test.Store.Set("some", some);
        using AiTensor? stored = test.Store.Get("some");

        Assert.Equal(["name 10", "name 11"], stored!.AsStrings().ToArray());
        Assert.Equal(2, stored.Borrow().Buffer.Strings.Length);
        Assert.InRange(test.Store.ByteLength, 1, 200);
    }

    [Fact]
    public void Large_view_is_not_copied()
    {
        using StoreUnderTest test = new();
        using AiTensor tensor = StoreUnderTest.Bytes(10_000, 1);
        using AiTensor most = tensor.Slice(1, 9_000);

        test.Store.Set("most", most);
        using AiTensor? stored = test.Store.Get("most");

        Assert.True(stored!.AsSpan<byte>() == most.AsSpan<byte>());
        Assert.Equal(10_000, test.Store.ByteLength);
    }

    [Fact]
    public void Two_stores_pay_for_memory_of_their_own()
    {
        using StoreUnderTest one = new(maxBytes: 1000);
        using StoreUnderTest other = new(maxBytes: 1000);
        using AiTensor tensor = StoreUnderTest.Bytes(600, 4);

        one.Store.Set("a", tensor);
        other.Store.Set("a", tensor);
        one.Store.Remove("a");

        Assert.Equal((0, 600), (one.Store.ByteLength, other.Store.ByteLength));
        Assert.Equal((byte)4, other.First("a"));
        one.Store.Set("b", tensor);
        Assert.Equal((600, 600), (one.Store.ByteLength, other.Store.ByteLength));
    }

    [Fact]
    public void Tensor_from_one_store_can_be_put_into_another()
    {
        using StoreUnderTest one = new();
        using StoreUnderTest other = new();
        one.Put("a", 500, 4);

        using (AiTensor? found = one.Store.Get("a"))
        {
            other.Store.Set("b", found!);
        }

        one.Store.Remove("a");
        Assert.Equal((byte)4, other.First("b"));
        Assert.Equal((0, 500), (one.Store.ByteLength, other.Store.ByteLength));
    }

    [Fact]
    public void Bytes_that_two_threads_reserve_add_and_release_at_the_same_moment_are_all_counted()
    {
        StoreBudget budget = new(maxBytes: null);

        int reserved = Threads.RunInStep(2, 100_000, (thread, _) => budget.TryReserve(3 + thread, credit: 0, out long _));
        Assert.Equal(7L * reserved, budget.Used);
        int added = Threads.RunInStep(2, 100_000, (thread, _) => budget.Add(3 + thread));
        Assert.Equal(7L * (reserved + added), budget.Used);
        int released = Threads.RunInStep(2, reserved, (thread, _) => budget.Release(3 + thread));

        Assert.Equal(7L * (reserved + added - released), budget.Used);
    }

    [Fact]
    public void Two_threads_that_reserve_the_last_bytes_at_the_same_moment_do_not_both_get_them()
    {
        StoreBudget[] budgets = [.. Enumerable.Range(0, 50_000).Select(static _ => new StoreBudget(maxBytes: 10))];
        int[] got = new int[2];

        int steps = Threads.RunInStep(2, budgets.Length, (thread, step) => got[thread] += budgets[step].TryReserve(6, credit: 0, out long _) ? 1 : 0);

        Assert.Equal(steps, got[0] + got[1]);
        Assert.All(budgets.Take(steps), static budget => Assert.Equal(6, budget.Used));
    }
}
