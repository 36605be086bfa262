using System.Collections.Concurrent;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Persistence;

public class DurableSessionTests
{
    [Fact]
    public async Task A_session_goes_on_where_it_was_when_the_process_ended()
    {
        FakeStorage storage = new();
        await using (RedisAiEngine ai = await StartAsync(storage, Durability.Interval))
        {
            Assert.Equal(1, await CallAsync(ai, "s", 1));
            Assert.Equal(3, await CallAsync(ai, "s", 2));
        }

        await using RedisAiEngine again = await StartAsync(storage.Reopened(), Durability.Interval);
        Assert.Equal(6, await CallAsync(again, "s", 3));
    }

    [Fact]
    public async Task A_call_is_answered_when_its_states_are_on_the_disk_where_every_write_counts()
    {
        FakeStorage storage = new();
        await using RedisAiEngine ai = await StartAsync(storage, Durability.EveryWrite);
        storage.Gate.Reset();
        Task<float> call = CallAsync(ai, "s", 1);
        await Eventually.HoldsAsync(() => ai.Tensors.Contains("s/sum/total"), "the state in memory");
        Assert.False(call.IsCompleted);
        storage.Gate.Set();
        await Eventually.EndsAsync(call);
        Assert.True(storage.Has("s/sum/total"));
    }

    [Fact]
    public async Task A_call_whose_states_cannot_be_written_fails_where_every_write_counts()
    {
        FakeStorage storage = new();
        await using RedisAiEngine ai = await StartAsync(storage, Durability.EveryWrite);
        storage.Failure = new IOException("the disk is full");
        await Assert.ThrowsAsync<DurableStorageException>(() => CallAsync(ai, "s", 1));
        storage.Failure = null;
        await CallAsync(ai, "other", 1);
    }

    [Fact]
    public async Task Calls_of_many_sessions_wait_for_few_transactions()
    {
        FakeStorage storage = new();
        await using RedisAiEngine ai = await StartAsync(storage, Durability.EveryWrite);
        storage.Gate.Reset();
        Task<float>[] calls = [.. Enumerable.Range(0, 64).Select(session => CallAsync(ai, $"{session}", session))];
        await Eventually.HoldsAsync(() => ai.Tensors.Count == 128, "the states in memory");
        storage.Gate.Set();
        Assert.Equal(Enumerable.Range(0, 64).Select(static session => (float)session), await Task.WhenAll(calls));
        Assert.InRange(storage.Writes, 1, 4);
    }

    [Fact]
    public async Task An_ended_session_is_gone_from_the_disk_where_every_write_counts()
    {
        FakeStorage storage = new();
        await using RedisAiEngine ai = await StartAsync(storage, Durability.EveryWrite);
        await CallAsync(ai, "s", 1);
        await ai.EndSessionAsync("s");
        Assert.Empty(storage.Keys);
    }

    [Fact]
    public async Task All_states_of_a_call_are_in_one_transaction()
    {
        ConcurrentQueue<(float Total, float Copy)> torn = [];
        FakeStorage storage = new()
        {
            Written = rows =>
            {
                foreach (string total in rows.Keys.Where(static key => key.EndsWith("/total", StringComparison.Ordinal)))
                {
                    string copy = total.Replace("/total", "/copy", StringComparison.Ordinal);
                    (float Total, float Copy) both = (BitConverter.ToSingle(rows.RowOf(total).Bytes), rows.Has(copy) ? BitConverter.ToSingle(rows.RowOf(copy).Bytes) : float.NaN);
                    if (both.Total != both.Copy)
                    {
                        torn.Enqueue(both);
                    }
                }
            },
        };
        await using RedisAiEngine ai = await StartAsync(storage, Durability.Interval);
        Task calls = Task.WhenAll(Enumerable.Range(0, 8).Select(session => Task.Run(async () =>
        {
            for (int i = 0; i < 500; i++)
            {
                await CallAsync(ai, $"{session}", i);
            }
        })));

        // The timer's thread may come too late on a busy machine: this one writes all the while.
        int before = storage.Writes;
        do
        {
            await ai.FlushAsync();
        }
        while (!calls.IsCompleted);

        await calls;
        Assert.Empty(torn);
        Assert.NotEqual(before, storage.Writes);
    }

    private static async Task<RedisAiEngine> StartAsync(FakeStorage storage, Durability mode)
    {
        RedisAiEngine ai = new(new RedisAiOptions { Storage = storage, Durability = { Mode = mode, Interval = TimeSpan.FromMilliseconds(1) } }, []);
        ModelOptions options = new() { States = { new ModelState("total", "next_total"), new ModelState("copy", "next_copy") } };
        ModelSignature signature = new(
            [Specs("x"), Specs("total"), Specs("copy")],
            [Specs("y"), Specs("next_total"), Specs("next_copy")]);
        await ai.Models.StoreAsync("sum", ModelSource.FromFunction(signature, static inputs =>
        {
            float sum = inputs[0].AsSpan<float>()[0] + inputs[1].AsSpan<float>()[0];
            return [AiTensor.Create<float>([1, 1], [sum]), AiTensor.Create<float>([1, 1], [sum]), AiTensor.Create<float>([1, 1], [sum])];
        }), options);
        return ai;
    }

    private static TensorSpec Specs(string name) => new(name, TensorDataType.Float32, new ShapePattern([1, 1]));

    private static async Task<float> CallAsync(RedisAiEngine ai, string session, float x)
    {
        using AiTensor input = AiTensor.Create<float>([1, 1], [x]);
        using ModelResult result = await ai.Models["sum"].RunAsync([input], new InferenceOptions { Session = session });
        return result.AsSpan<float>(0)[0];
    }
}
