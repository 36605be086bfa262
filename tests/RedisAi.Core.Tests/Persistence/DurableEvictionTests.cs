using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Persistence;

public class DurableEvictionTests
{
    private const int Keys = 200;

    // Room for ten of the two hundred.
    private const long MaxBytes = 10 * 100 * sizeof(float);

    [Fact]
    public void A_store_holds_more_than_memory_and_reads_what_it_has_no_room_for()
    {
        using DurableStore durable = new(new FakeStorage(), maxBytes: MaxBytes);
        Fill(durable);

        Assert.Equal(Keys, durable.Store.Count);
        Assert.InRange(durable.Store.ByteLength, 1, MaxBytes);
        for (int i = 0; i < Keys; i++)
        {
            Assert.True(durable.Store.Contains($"{i}"));
            Assert.Equal(Enumerable.Repeat((float)i, 100), durable.Numbers($"{i}"));
            Assert.InRange(durable.Store.ByteLength, 1, MaxBytes);
        }

        Assert.True(durable.Storage.Reads >= Keys - 10);
    }

    [Fact]
    public void A_tensor_that_was_read_is_in_memory_from_then_on()
    {
        FakeStorage storage = new();
        using (DurableStore durable = new(storage))
        {
            durable.Put("a", 1);
        }

        using DurableStore again = new(storage.Reopened());
        Assert.Equal(0, again.Store.ByteLength);
        Assert.Equal([1f], again.Numbers("a"));
        Assert.Equal([1f], again.Numbers("a"));
        Assert.Equal(1, again.Storage.Reads);
        Assert.Equal(sizeof(float), again.Store.ByteLength);
    }

    [Fact]
    public void Neither_version_nor_expiry_changes_by_going_to_the_storage_and_coming_back()
    {
        using DurableStore durable = new(new FakeStorage(), maxBytes: MaxBytes);
        durable.Put("a", TimeSpan.FromHours(1), 7);
        durable.Store.Get("a", out long version)!.Dispose();
        Fill(durable);

        durable.Store.Get("a", out long later)!.Dispose();
        Assert.Equal(version, later);
        Assert.Equal(TimeSpan.FromHours(1), durable.Store.GetTimeToLive("a"));
        using AiTensor next = AiTensor.Scalar(8f);
        Assert.True(durable.Store.TryUpdate("a", next, version));
    }

    [Fact]
    public void A_tensor_that_the_storage_has_can_be_replaced_removed_and_given_another_expiry_without_being_read()
    {
        FakeStorage storage = new();
        using (DurableStore durable = new(storage))
        {
            durable.Put("replaced", 1);
            durable.Put("removed", 2);
            durable.Put("expiring", 3);
        }

        FakeStorage reopened = storage.Reopened();
        using (DurableStore again = new(reopened))
        {
            again.Put("replaced", 10);
            Assert.True(again.Store.Remove("removed"));
            Assert.True(again.Store.SetTimeToLive("expiring", TimeSpan.FromHours(1)));
            Assert.Equal(0, reopened.Reads);
        }

        using DurableStore last = new(storage.Reopened());
        Assert.Equal([10f], last.Numbers("replaced"));
        Assert.Null(last.Numbers("removed"));
        Assert.Equal([3f], last.Numbers("expiring"));
        Assert.NotNull(last.Store.GetTimeToLive("expiring"));
    }

    [Fact]
    public async Task A_file_that_is_saved_has_what_only_the_storage_has()
    {
        using TemporaryFolder folder = new();
        using DurableStore durable = new(new FakeStorage(), maxBytes: MaxBytes);
        Fill(durable);
        await durable.Store.SaveAsync(folder["state.safetensors"]);

        using DurableStore other = new(new FakeStorage());
        Assert.Equal(Keys, await other.Store.LoadAsync(folder["state.safetensors"]));
        for (int i = 0; i < Keys; i++)
        {
            Assert.Equal((float)i, other.Numbers($"{i}")![0]);
        }
    }

    [Fact]
    public void A_tensor_larger_than_all_memory_is_refused_when_it_is_set_and_not_kept_in_memory_when_it_is_read()
    {
        FakeStorage storage = new();
        using (DurableStore durable = new(storage))
        {
            using AiTensor large = AiTensor.Create<float>([2000]);
            durable.Store.Set("large", large);
        }

        using DurableStore again = new(storage.Reopened(), maxBytes: MaxBytes);
        using AiTensor? found = again.Store.Get("large");
        Assert.Equal(2000, found!.Shape.ElementCount);
        Assert.Equal(0, again.Store.ByteLength);
        Assert.Throws<TensorStoreFullException>(() => again.Store.Set("larger", found));
    }

    [Fact]
    public void A_tensor_that_the_storage_has_lost_is_an_error_that_names_it()
    {
        FakeStorage storage = new();
        using (DurableStore durable = new(storage))
        {
            durable.Put("a", 1);
        }

        using DurableStore again = new(storage.Reopened());
        again.Storage.Lose("a");
        DurableStorageException error = Assert.Throws<DurableStorageException>(() => again.Store.Get("a"));
        Assert.Equal("The storage of a test has lost the tensor 'a', which was written to it.", error.Message);
    }

    [Fact]
    public async Task Many_threads_read_and_write_more_than_memory_has_room_for()
    {
        using DurableStore durable = new(new FakeStorage(), maxBytes: MaxBytes);
        Fill(durable);
        Task[] workers = [.. Enumerable.Range(0, 4).Select(worker => Task.Factory.StartNew(
            () =>
            {
                Random random = new(worker);
                for (int i = 0; i < 500; i++)
                {
                    string key = $"{random.Next(Keys)}";
                    if (random.Next(4) == 0)
                    {
                        durable.Put(key, [.. Enumerable.Repeat(float.Parse(key), 100)]);
                    }
                    else
                    {
                        Assert.Equal(float.Parse(key), durable.Numbers(key)![0]);
                    }
                }
            },
            TaskCreationOptions.LongRunning))];
        await Eventually.EndsAsync(Task.WhenAll(workers));
        Assert.Equal(Keys, durable.Store.Count);
        Assert.InRange(durable.Store.ByteLength, 1, MaxBytes);
    }

    private static void Fill(DurableStore durable)
    {
        for (int i = 0; i < Keys; i++)
        {
            durable.Put($"{i}", [.. Enumerable.Repeat((float)i, 100)]);
        }
    }
}
