using RedisAi.Diagnostics;
using RedisAi.Testing;

namespace RedisAi.Store.Redis.Tests.Sessions;

/// <summary>What is sent of a session's states, and what those are told who wait for it.</summary>
public sealed class OwnedStatesTests
{
    private static readonly WriteOrder s_order = new(Fence: 1, Version: 2, Renews: false, Releases: false);

    [Fact]
    public void State_that_changed_several_times_is_sent_once_as_it_is_then()
    {
        using Rig rig = new();
        rig.Set("s/m/h", 1);
        rig.Set("s/m/c", 5);
        rig.Set("s/m/h", 2);

        Assert.Equal(["s/m/h=2", "s/m/c=5"], rig.Take());
        Assert.False(rig.States.HasUnsent);
    }

    [Fact]
    public void What_changes_while_something_is_on_the_way_goes_with_the_next()
    {
        using Rig rig = new();
        rig.Set("s/m/h", 1);
        StateBatch first = rig.TakeBatch();
        rig.Set("s/m/h", 2);
        Assert.True(rig.States.IsSending);
        first.ReleaseValues();
        rig.States.Confirm(first);

        Assert.Equal(["s/m/h=2"], rig.Take());
    }

    [Fact]
    public void What_may_have_been_written_is_sent_again_with_what_changed_since()
    {
        using Rig rig = new();
        rig.Set("s/m/h", 1);
        rig.Set("s/m/c", 5);
        StateBatch first = rig.TakeBatch();
        first.ReleaseValues();
        rig.Set("s/m/h", 2);
        rig.Time.Advance(TimeSpan.FromSeconds(1));

        rig.States.Return(first);

        Assert.Equal(first.Since, rig.States.UnkeptSince);
        Assert.Equal(["s/m/c=5", "s/m/h=2"], rig.Take().Order());
    }

    [Fact]
    public async Task Those_whose_write_was_tried_are_told_of_doubt_and_the_others_of_the_error()
    {
        using Rig rig = new();
        rig.Set("s/m/h", 1);
        Task tried = rig.States.KeptAsync();
        StateBatch first = rig.TakeBatch();
        first.ReleaseValues();
        rig.States.Return(first);
        rig.Set("s/m/h", 2);
        Task untried = rig.States.KeptAsync();

        rig.States.TakeWaiters().Fail(new SessionMovedException("s"), new SharedStoreException("Redis", "in doubt"));

        await Assert.ThrowsAsync<SharedStoreException>(() => tried);
        await Assert.ThrowsAsync<SessionMovedException>(() => untried);
    }

    [Fact]
    public async Task Those_who_wait_go_on_with_the_batch_that_has_their_write()
    {
        using Rig rig = new();
        rig.Set("s/m/h", 1);
        Task first = rig.States.KeptAsync();
        StateBatch sent = rig.TakeBatch();
        sent.ReleaseValues();
        Task alsoFirst = rig.States.KeptAsync();
        rig.Set("s/m/h", 2);
        Task second = rig.States.KeptAsync();

        rig.States.Confirm(sent);
        sent.Waiters.Succeed();

        await Task.WhenAll(first, alsoFirst);
        Assert.False(second.IsCompleted);
        Assert.False(rig.States.AreKept);
        StateBatch next = rig.TakeBatch();
        next.ReleaseValues();
        rig.States.Confirm(next);
        next.Waiters.Succeed();
        await second;
        Assert.True(rig.States.AreKept);
        Assert.True(rig.States.KeptAsync().IsCompleted);
    }

    [Fact]
    public void State_that_has_expired_by_then_is_removed()
    {
        using Rig rig = new();
        rig.Set("s/m/h", 1, TimeSpan.FromSeconds(1));
        rig.Set("s/m/c", 2, TimeSpan.FromSeconds(9));
        rig.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(["s/m/h removed", "s/m/c=2 for 7000"], rig.Take());
    }

    [Fact]
    public void What_somebody_else_publishes_is_listed_the_first_time_and_when_it_would_outlive_the_list()
    {
        using Rig rig = new();
        TimeSpan life = TimeSpan.FromMinutes(10);
        long listed = (long)((2 * life) + TimeSpan.FromMinutes(1)).TotalMilliseconds;

        Assert.Equal(listed, Publish("s/m/h", life));
        Assert.Equal(-1, Publish("s/m/h", life));
        Assert.Equal(listed, Publish("s/m/c", life));
        rig.Time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(-1, Publish("s/m/h", life));
        rig.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(listed, Publish("s/m/h", life));
        Assert.Equal(0, Publish("s/m/c", life: null));
        Assert.Equal(-1, Publish("s/m/h", life));

        long Publish(string key, TimeSpan? life)
        {
            rig.States.NotePublishing(key, isPresent: true, life);
            long milliseconds = rig.States.ListLife(rig.Time, rig.Time.GetTimestamp());
            rig.States.NotePublished(key);
            return milliseconds;
        }
    }

    [Fact]
    public void What_memory_has_lost_is_not_removed_from_Redis()
    {
        using Rig rig = new();
        rig.Set("s/m/h", 1);
        rig.Memory.Remove("s/m/h");

        Assert.Empty(rig.Take());
    }

    [Fact]
    public void List_of_the_keys_is_sent_with_new_keys_and_before_it_expires()
    {
        using Rig rig = new();
        rig.Set("s/m/h", 1, TimeSpan.FromSeconds(60));
        Assert.Equal(180_000, rig.SendAndConfirm());
        rig.Set("s/m/h", 2, TimeSpan.FromSeconds(60));
        Assert.Equal(-1, rig.SendAndConfirm());
        rig.Time.Advance(TimeSpan.FromSeconds(50));
        rig.Set("s/m/h", 3, TimeSpan.FromSeconds(60));
        Assert.Equal(-1, rig.SendAndConfirm());
        rig.Time.Advance(TimeSpan.FromSeconds(59));
        rig.Set("s/m/h", 3, TimeSpan.FromSeconds(60));
        Assert.Equal(-1, rig.SendAndConfirm());
        rig.Time.Advance(TimeSpan.FromSeconds(30));
        rig.Set("s/m/h", 3, TimeSpan.FromSeconds(60));
        Assert.Equal(180_000, rig.SendAndConfirm());
        rig.Set("s/m/c", 4);
        Assert.Equal(0, rig.SendAndConfirm());
        rig.Set("s/m/c", 4);
        Assert.Equal(-1, rig.SendAndConfirm());
    }

    private sealed class Rig : IDisposable
    {
        private readonly EngineMetrics _metrics = new(null);

        public Rig() => Memory = new MemoryTensorStore(new TensorStoreOptions(), Time, _metrics, seed: 1);

        public ManualTimeProvider Time { get; } = new();

        public MemoryTensorStore Memory { get; }

        public OwnedStates States { get; } = new(new SessionNames(new KeyNames("ai:")));

        public void Dispose()
        {
            Memory.Dispose();
            _metrics.Dispose();
        }

        public void Set(string key, long value, TimeSpan? timeToLive = null)
        {
            using AiTensor tensor = AiTensor.Create<long>([1], [value]);
            Memory.Set(key, tensor, timeToLive);
            States.Note(key, isPresent: true, timeToLive, Time.GetTimestamp());
        }

        public StateBatch TakeBatch() => States.Take(Memory, Time, s_order);

        public string[] Take()
        {
            StateBatch batch = TakeBatch();
            string[] sent = [.. batch.States.Select(Describe)];
            batch.ReleaseValues();
            States.Confirm(batch);
            return sent;
        }

        public long SendAndConfirm()
        {
            StateBatch batch = TakeBatch();
            batch.ReleaseValues();
            States.Confirm(batch);
            return batch.ListMilliseconds;
        }

        private static string Describe(SentState sent)
        {
            if (sent.LifeMilliseconds < 0)
            {
                return $"{sent.State.Key} removed";
            }

            using AiTensor tensor = new(sent.Value.AddReference());
            return $"{sent.State.Key}={tensor.AsSpan<long>()[0]}{(sent.LifeMilliseconds > 0 ? $" for {sent.LifeMilliseconds}" : "")}";
        }
    }
}
