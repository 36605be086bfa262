using RedisAi.Store;
using Xunit;

namespace RedisAi.Tests.Store;

public sealed class StoreSetAllTests
{
    [Fact]
    public void All_are_stored()
    {
        using StoreUnderTest test = new();
        using AiTensor one = StoreUnderTest.Bytes(10, 1);
        using AiTensor two = StoreUnderTest.Bytes(20, 2);

        test.Store.SetAll([new("a", one), new("b", two)], TimeSpan.FromSeconds(3));

        Assert.Equal((byte)1, test.First("a"));
        Assert.Equal((byte)2, test.First("b"));
        Assert.Equal((2, 30), (test.Store.Count, test.Store.ByteLength));
        Assert.Equal(TimeSpan.FromSeconds(3), test.Store.GetTimeToLive("b"));
    }

    [Fact]
    public void All_are_stored_in_one_step_each_with_its_own_time_to_live()
    {
        using StoreUnderTest test = new();
        test.Put("b", 5, 9);
        using AiTensor one = StoreUnderTest.Bytes(10, 1);
        using AiTensor two = StoreUnderTest.Bytes(20, 2);

        ((MemoryTensorStore)test.Store).SetInOneStep([new("a", one, TimeSpan.FromSeconds(3)), new("b", two, null), new("c", two, TimeSpan.FromSeconds(1))]);

        Assert.Equal((byte)1, test.First("a"));
        Assert.Equal((byte)2, test.First("b"));
        Assert.Equal((byte)2, test.First("c"));
        Assert.Equal(TimeSpan.FromSeconds(3), test.Store.GetTimeToLive("a"));
        Assert.Null(test.Store.GetTimeToLive("b"));
        Assert.Equal(TimeSpan.FromSeconds(1), test.Store.GetTimeToLive("c"));
        Assert.Equal((3, 30), (test.Store.Count, test.Store.ByteLength));
    }

    [Fact]
    public void None_is_stored_when_they_do_not_fit_together()
    {
        using StoreUnderTest test = new(maxBytes: 100);
        test.Put("a", 50, 9);
        using AiTensor one = StoreUnderTest.Bytes(40, 1);
        using AiTensor two = StoreUnderTest.Bytes(61, 2);

        TensorStoreFullException error = Assert.Throws<TensorStoreFullException>(() => test.Store.SetAll([new("a", one), new("b", two)]));

        Assert.Equal(101, error.Requested);
        Assert.Equal((byte)9, test.First("a"));
        Assert.False(test.Store.Contains("b"));
        Assert.Equal((1, 50), (test.Store.Count, test.Store.ByteLength));
    }

    [Fact]
    public void None_is_stored_when_one_of_them_makes_no_sense()
    {
        using StoreUnderTest test = new();
        using AiTensor one = StoreUnderTest.Bytes(40, 1);
        AiTensor disposed = StoreUnderTest.Bytes(1);
        disposed.Dispose();

        Assert.Throws<ObjectDisposedException>(() => test.Store.SetAll([new("a", one), new("b", disposed)]));
        Assert.Throws<ArgumentException>(() => test.Store.SetAll([new("a", one), new("", one)]));
        Assert.Throws<ArgumentNullException>(() => test.Store.SetAll([new("a", one), new("b", null!)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => test.Store.SetAll([new("a", one)], TimeSpan.Zero));

        Assert.Equal((0, 0), (test.Store.Count, test.Store.ByteLength));
    }

    [Fact]
    public void Key_that_comes_twice_gets_the_later_tensor()
    {
        using StoreUnderTest test = new();
        using AiTensor one = StoreUnderTest.Bytes(10, 1);
        using AiTensor two = StoreUnderTest.Bytes(20, 2);

        test.Store.SetAll([new("a", one), new("a", two)]);

        Assert.Equal((byte)2, test.First("a"));
        Assert.Equal((1, 20), (test.Store.Count, test.Store.ByteLength));
    }

    [Fact]
    public void Tensors_that_are_replaced_make_room_for_those_that_come()
    {
        using StoreUnderTest test = new(maxBytes: 100);
        test.Put("a", 50, 1);
        test.Put("b", 50, 1);
        using AiTensor one = StoreUnderTest.Bytes(70, 2);
        using AiTensor two = StoreUnderTest.Bytes(30, 2);

        test.Store.SetAll([new("a", one), new("b", two)]);

        Assert.Equal((byte)2, test.First("a"));
        Assert.Equal((byte)2, test.First("b"));
        Assert.Equal(100, test.Store.ByteLength);
    }

    [Fact]
    public void Key_that_comes_twice_makes_room_once()
    {
        using StoreUnderTest test = new(maxBytes: 100);
        test.Put("a", 60, 1);
        test.Put("c", 30, 1);
        using AiTensor small = StoreUnderTest.Bytes(10, 2);
        using AiTensor large = StoreUnderTest.Bytes(80, 3);

        Assert.Throws<TensorStoreFullException>(() => test.Store.SetAll([new("a", small), new("a", large)]));

        Assert.Equal((byte)1, test.First("a"));
        Assert.Equal(90, test.Store.ByteLength);
    }

    [Fact]
    public void Key_that_gets_its_own_tensor_again_makes_no_room()
    {
        using StoreUnderTest test = new(maxBytes: 100);
        using AiTensor kept = StoreUnderTest.Bytes(60, 1);
        using AiTensor other = StoreUnderTest.Bytes(60, 2);
        test.Store.Set("a", kept);

        Assert.Throws<TensorStoreFullException>(() => test.Store.SetAll([new("a", kept), new("b", other)]));

        Assert.Equal((1, 60), (test.Store.Count, test.Store.ByteLength));
    }

    [Fact]
    public void Tensor_that_comes_twice_is_counted_once()
    {
        using StoreUnderTest test = new(maxBytes: 100);
        using AiTensor tensor = StoreUnderTest.Bytes(100, 2);

        test.Store.SetAll([new("a", tensor), new("b", tensor)]);

        Assert.Equal((2, 100), (test.Store.Count, test.Store.ByteLength));
    }

    [Fact]
    public void Nothing_is_stored_without_complaint()
    {
        using StoreUnderTest test = new(maxBytes: 1);

        test.Store.SetAll([]);

        Assert.Equal(0, test.Store.Count);
    }
}
