using RedisAi.Store;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Persistence;

public class DurabilityTests
{
    private static readonly string[] s_step = ["x", "y", "z"];

    [Fact]
    public async Task What_was_set_is_in_the_storage_after_the_interval_and_synchronised()
    {
        using DurableStore durable = new(new FakeStorage());
        durable.Put("a", 1, 2, 3);
        durable.Put("b", TimeSpan.FromSeconds(5), 4);
        Assert.Empty(durable.Storage.Keys);

        await durable.WriteAsync();

        Assert.Equal(["a", "b"], durable.Storage.Keys);
        Assert.True(durable.Storage.LastWasFlushed);
        Assert.Null(durable.Storage.RowOf("a").ExpiresAt);
        Assert.Equal(durable.Time.GetUtcNow() + TimeSpan.FromSeconds(4.9), durable.Storage.RowOf("b").ExpiresAt);
    }

    [Fact]
    public void A_store_that_is_closed_before_the_interval_is_over_leaves_no_timer_behind()
    {
        DurableStore durable = new(new FakeStorage());
        durable.Put("a", 1);
        int armed = durable.Time.ArmedTimers;

        durable.Dispose();

        Assert.True(armed > 0);
        Assert.Equal(0, durable.Time.ArmedTimers);
        Assert.True(durable.Storage.Has("a"));
    }

    [Fact]
    public async Task A_key_that_is_written_many_times_within_the_interval_is_in_the_storage_once_as_it_was_last()
    {
        using DurableStore durable = new(new FakeStorage());
        int changes = 0;
        durable.Storage.Writing = batch => changes += batch.Changes.Count;
        for (int i = 0; i < 1000; i++)
        {
            durable.Put("a", i);
        }

        await durable.WriteAsync();

        Assert.Equal(1, changes);
        using DurableStore later = new(durable.Storage.Reopened());
        Assert.Equal([999f], later.Numbers("a"));
    }

    [Fact]
    public async Task Nothing_is_synchronised_where_durability_is_none()
    {
        using DurableStore durable = new(new FakeStorage(), Durability.None);
        durable.Put("a", 1);
        await durable.WriteAsync();
        Assert.True(durable.Storage.Has("a"));
        Assert.False(durable.Storage.LastWasFlushed);
    }

    [Fact]
    public async Task Set_ends_when_the_storage_has_it_where_every_write_counts()
    {
        using DurableStore durable = new(new FakeStorage(), Durability.EveryWrite);
        durable.Storage.Gate.Reset();
        Task set = Task.Run(() => durable.Put("a", 1));
        using AiTensor tensor = AiTensor.Scalar(2f);
        Task setLater = durable.Store.SetAsync("b", tensor).AsTask();

        // It is there for all to see, and not acknowledged.
        await Eventually.HoldsAsync(() => durable.Store.Contains("a"), "the tensor in memory");
        Assert.False(set.IsCompleted);
        Assert.False(setLater.IsCompleted);

        durable.Storage.Gate.Set();
        await Eventually.EndsAsync(Task.WhenAll(set, setLater));
        Assert.Equal(["a", "b"], durable.Storage.Keys);
    }

    [Fact]
    public void Each_way_of_writing_is_in_the_storage_when_it_returns_where_every_write_counts()
    {
        using DurableStore durable = new(new FakeStorage(), Durability.EveryWrite);
        using AiTensor one = AiTensor.Scalar(1f);
        using AiTensor two = AiTensor.Scalar(2f);

        durable.Store.SetAll([KeyValuePair.Create("a", one), KeyValuePair.Create("b", two)]);
        Assert.Equal(["a", "b"], durable.Storage.Keys);
        Assert.True(durable.Store.TryUpdate("c", one, expectedVersion: 0));
        Assert.True(durable.Storage.Has("c"));
        durable.Memory.SetInOneStep([new StoreWrite("d", one, null)]);
        Assert.True(durable.Storage.Has("d"));
        Assert.True(durable.Store.SetTimeToLive("a", TimeSpan.FromHours(1)));
        Assert.NotNull(durable.Storage.RowOf("a").ExpiresAt);
        Assert.True(durable.Store.Remove("b"));
        Assert.False(durable.Storage.Has("b"));
    }

    [Fact]
    public void What_changes_nothing_waits_for_nothing()
    {
        using DurableStore durable = new(new FakeStorage(), Durability.EveryWrite);
        using AiTensor one = AiTensor.Scalar(1f);
        Assert.False(durable.Store.Remove("a"));
        Assert.False(durable.Store.SetTimeToLive("a", null));
        Assert.False(durable.Store.TryUpdate("a", one, expectedVersion: 7));
        Assert.Equal(0, durable.Storage.Writes);
    }

    [Fact]
    public async Task Writers_who_come_while_the_storage_is_busy_share_the_next_transaction()
    {
        using DurableStore durable = new(new FakeStorage(), Durability.EveryWrite);
        durable.Storage.Gate.Reset();
        Task first = Task.Run(() => durable.Put("first", 0));
        await Eventually.HoldsAsync(() => durable.Store.Contains("first"), "the first write");
        Task[] others = [.. Enumerable.Range(0, 16).Select(i => Task.Factory.StartNew(() => durable.Put($"{i}", i), TaskCreationOptions.LongRunning))];
        await Eventually.HoldsAsync(() => durable.Store.Count == 17, "the others' writes");

        durable.Storage.Gate.Set();
        await Eventually.EndsAsync(Task.WhenAll([first, .. others]));

        Assert.Equal(17, durable.Storage.Keys.Count);
        Assert.InRange(durable.Storage.Writes, 1, 3);
    }

    [Fact]
    public async Task What_was_removed_and_what_has_expired_goes_from_the_storage()
    {
        using DurableStore durable = new(new FakeStorage());
        durable.Put("removed", 1);
        durable.Put("expired", TimeSpan.FromSeconds(1), 2);
        durable.Put("kept", 3);
        await durable.WriteAsync();

        durable.Store.Remove("removed");
        await durable.WriteAsync();
        Assert.Equal(["expired", "kept"], durable.Storage.Keys);

        durable.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(1, durable.Store.Count);
        await Eventually.HoldsAsync(
            () =>
            {
                durable.Time.Advance(TimeSpan.FromMilliseconds(100));
                return durable.Storage.Keys.Count == 1;
            },
            "the removal of what has expired");
    }

    [Fact]
    public async Task What_expires_after_a_restart_goes_from_the_storage_though_nobody_asks_for_it()
    {
        FakeStorage storage = new();
        using (DurableStore before = new(storage))
        {
            before.Put("expired", TimeSpan.FromSeconds(1), 2);
            before.Put("kept", 3);
        }

        using DurableStore durable = new(storage.Reopened());
        Assert.Equal(["expired", "kept"], durable.Storage.Keys);

        await Eventually.HoldsAsync(
            () =>
            {
                durable.Time.Advance(TimeSpan.FromMilliseconds(100));
                return durable.Storage.Keys.Count == 1;
            },
            "the removal of what has expired");
    }

    [Fact]
    public async Task A_key_that_comes_and_goes_between_two_writes_leaves_nothing()
    {
        using DurableStore durable = new(new FakeStorage());
        int changes = 0;
        durable.Storage.Writing = batch => changes += batch.Changes.Count;
        durable.Put("short", 1);
        durable.Store.Remove("short");
        durable.Put("long", 1);
        await durable.WriteAsync();
        Assert.Equal(1, changes);
        Assert.Equal(["long"], durable.Storage.Keys);
    }

    [Fact]
    public async Task A_key_that_was_removed_and_set_again_has_what_was_set()
    {
        using DurableStore durable = new(new FakeStorage());
        durable.Put("a", 1);
        await durable.WriteAsync();
        durable.Store.Remove("a");
        durable.Put("a", 2);
        await durable.WriteAsync();
        using DurableStore later = new(durable.Storage.Reopened());
        Assert.Equal([2f], later.Numbers("a"));
    }

    [Fact]
    public async Task An_expiry_that_changes_is_written_without_the_tensor()
    {
        using DurableStore durable = new(new FakeStorage());
        durable.Put("a", 1);
        await durable.WriteAsync();
        List<DurableChangeKind> kinds = [];
        durable.Storage.Writing = batch => kinds.AddRange(batch.Changes.Select(static change => change.Kind));
        durable.Store.SetTimeToLive("a", TimeSpan.FromMinutes(1));
        await durable.WriteAsync();
        Assert.Equal([DurableChangeKind.Expire], kinds);
        Assert.Equal(durable.Time.GetUtcNow() + TimeSpan.FromMinutes(1) - TimeSpan.FromMilliseconds(100), durable.Storage.RowOf("a").ExpiresAt);
    }

    [Fact]
    public void A_store_that_closes_writes_what_is_left_and_closes_the_storage()
    {
        FakeStorage storage = new();
        using (DurableStore durable = new(storage))
        {
            durable.Put("a", 1);
        }

        Assert.True(storage.IsDisposed);
        Assert.True(storage.Has("a"));
    }

    [Fact]
    public void What_is_left_in_a_storage_is_there_when_it_is_opened_again()
    {
        FakeStorage storage = new();
        using (DurableStore durable = new(storage))
        {
            durable.Put("a", 1, 2);
            durable.Put("soon", TimeSpan.FromSeconds(1), 3);
            durable.Put("later", TimeSpan.FromHours(1), 4);
            using AiTensor texts = AiTensor.CreateStrings([2], ["one", "\uD800 half"]);
            durable.Store.Set("texts", texts);
        }

        ManualTimeProvider time = new();
        time.Advance(TimeSpan.FromSeconds(30));
        using DurableStore again = new(storage.Reopened(), time: time);
        Assert.Equal(["a", "later", "texts"], again.Store.Keys().Order(StringComparer.Ordinal));
        Assert.Equal([1f, 2f], again.Numbers("a"));
        Assert.Null(again.Numbers("soon"));
        Assert.Equal(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(30), again.Store.GetTimeToLive("later"));
        using AiTensor? found = again.Store.Get("texts");
        Assert.Equal(["one", "\uD800 half"], found!.AsStrings().ToArray());
    }

    [Fact]
    public async Task A_transaction_has_all_of_a_step_or_nothing()
    {
        FakeStorage storage = new();
        using DurableStore durable = new(storage, Durability.EveryWrite);
        storage.Written = static rows =>
        {
            float[] numbers = [.. s_step.Select(key => rows.Has(key) ? BitConverter.ToSingle(rows.RowOf(key).Bytes) : -1)];
            Assert.Single(numbers.Distinct());
        };
        bool done = false;
        Task[] steps = [.. Enumerable.Range(0, 2).Select(writer => Task.Factory.StartNew(
            () =>
            {
                for (int i = 0; i < 300; i++)
                {
                    using AiTensor tensor = AiTensor.Scalar((float)((writer * 1000) + i));
                    durable.Memory.SetInOneStep([new StoreWrite("x", tensor, null), new StoreWrite("y", tensor, null), new StoreWrite("z", tensor, null)]);
                }
            },
            TaskCreationOptions.LongRunning))];
        Task others = Task.Run(async () =>
        {
            while (!Volatile.Read(ref done))
            {
                durable.Put("other", 1);
                await Task.Yield();
            }
        });
        await Eventually.EndsAsync(Task.WhenAll(steps));
        Volatile.Write(ref done, true);
        await Eventually.EndsAsync(others);
    }
}
