using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Models;

public sealed class ModelSwapTests
{
    private const int LeastCalls = 1_000;
    private const int LeastVersions = 20;

    /// <summary>Each is kept by the backend that made it, and on busy cores it takes long until the calls were made.</summary>
    private const int MostVersions = 20_000;

    [Fact]
    public async Task Live_handle_follows_a_swap()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Functions.Constant(1));
        IModel model = ai.Models["m"];
        using AiTensor x = Functions.Vec(0);
        using ModelResult before = model.Run([x]);

        await ai.Models.StoreAsync("m", Functions.Constant(2));
        using ModelResult after = model.Run([x]);

        Assert.Equal((1f, 2f), (before.AsSpan<float>(0)[0], after.AsSpan<float>(0)[0]));
    }

    [Fact]
    public async Task Live_handle_follows_a_signature()
    {
        await using RedisAiEngine ai = new();
        await ai.Models.StoreAsync("m", Functions.Constant(1));
        IModel model = ai.Models["m"];

        await ai.Models.StoreAsync("m", Functions.TwoOutputs);

        Assert.Equal("(a Float32[-1], b Float32[-1]) -> (difference Float32[-1], product Float32[-1])", model.Signature.ToString());
        Assert.Equal("m", model.Key);
    }

    [Fact]
    public async Task Versions_count_up_and_start_again_after_a_deletion()
    {
        await using RedisAiEngine ai = new();

        ModelInfo first = await ai.Models.StoreAsync("m", Functions.Double);
        ModelInfo second = await ai.Models.StoreAsync("m", Functions.Double);
        ModelInfo other = await ai.Models.StoreAsync("other", Functions.Double);
        await ai.Models.DeleteAsync("m");
        ModelInfo again = await ai.Models.StoreAsync("m", Functions.Double);

        Assert.Equal((1, 2, 1, 1), (first.Version, second.Version, other.Version, again.Version));
    }

    [Fact]
    public async Task Options_are_inherited_when_none_are_given()
    {
        FakeBackend backend = new();
        await using RedisAiEngine ai = new(backend);
        ModelOptions options = new() { Backend = "fake", Tag = "v6", Threads = 3, WarmUp = false };
        await ai.Models.StoreAsync("m", FakeBackend.Source, options);
        options.Tag = "changed later";

        ModelInfo info = await ai.Models.StoreAsync("m", FakeBackend.Source);

        Assert.Equal("v6", info.Tag);
        Assert.Equal(("v6", 3, false), (backend.Sessions[1].Options.Tag, backend.Sessions[1].Options.Threads, ((ModelOptions)backend.Sessions[1].Options).WarmUp));
    }

    [Fact]
    public async Task Options_that_are_given_replace_all_that_were_there()
    {
        FakeBackend backend = new();
        await using RedisAiEngine ai = new(backend);
        await ai.Models.StoreAsync("m", FakeBackend.Source, new ModelOptions { Tag = "v6", Threads = 3 });

        ModelInfo info = await ai.Models.StoreAsync("m", FakeBackend.Source, new ModelOptions { Threads = 2 });

        Assert.Equal(("", 2), (info.Tag, backend.Sessions[1].Options.Threads));
    }

    [Fact]
    public async Task Function_can_replace_a_model_of_a_named_backend_and_keeps_the_tag()
    {
        await using RedisAiEngine ai = new(new FakeBackend());
        await ai.Models.StoreAsync("m", FakeBackend.Source, new ModelOptions { Backend = "FAKE", Tag = "v6" });

        ModelInfo info = await ai.Models.StoreAsync("m", Functions.Double);

        Assert.Equal(("FUNCTION", "v6"), (info.Backend, info.Tag));
    }

    [Fact]
    public async Task Model_that_does_not_load_leaves_what_was_there()
    {
        FakeBackend backend = new();
        await using RedisAiEngine ai = new(backend);
        await ai.Models.StoreAsync("m", FakeBackend.Source);
        backend.Loading = static (_, _, _) => throw new ModelLoadException("It is damaged.");

        ModelLoadException error = await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", FakeBackend.Source));

        Assert.Equal("The model 'm' (a model of 10 bytes) could not be loaded. It is damaged.", error.Message);
        using AiTensor x = Functions.Vec(3);
        using ModelResult result = ai.Models["m"].Run([x]);
        Assert.Equal((1, 0), (ai.Models.GetInfo("m").Version, backend.Sessions[0].Disposals));
    }

    [Fact]
    public async Task Replaced_session_is_closed_when_its_last_run_has_ended()
    {
        using ManualResetEventSlim entered = new();
        using ManualResetEventSlim go = new();
        FakeBackend backend = new((session, stop, inputs, outputs) =>
        {
            if (session.Number == 1)
            {
                entered.Set();
                Eventually.Comes(go);
            }

            FakeSession.Tell(session, stop, inputs, outputs);
        });
        await using RedisAiEngine ai = new(backend);
        ModelOptions noWarmUp = new() { WarmUp = false };
        await ai.Models.StoreAsync("m", FakeBackend.Source, noWarmUp);
        using AiTensor x = Functions.Vec(0);
        ValueTask<ModelResult> running = ai.Models["m"].RunAsync([x]);
        Eventually.Comes(entered);

        await ai.Models.StoreAsync("m", FakeBackend.Source, noWarmUp);
        using ModelResult next = ai.Models["m"].Run([x]);
        int whileRunning = backend.Sessions[0].Disposals;
        go.Set();
        using ModelResult previous = await running;
        await Eventually.HoldsAsync(() => backend.Sessions[0].Disposals == 1, "the replaced session is disposed");

        Assert.Equal((1f, 2f, 0), (previous.AsSpan<float>(0)[0], next.AsSpan<float>(0)[0], whileRunning));
        Assert.Equal((0, 0), (backend.Sessions[0].Executions, backend.Sessions[1].Disposals));
    }

    [Fact]
    public async Task Results_outlive_the_version_that_gave_them()
    {
        FakeBackend backend = new(FakeSession.Tell);
        await using RedisAiEngine ai = new(backend);
        await ai.Models.StoreAsync("m", FakeBackend.Source);
        using AiTensor x = Functions.Vec(0);
        ModelResult result = ai.Models["m"].Run([x]);

        await ai.Models.StoreAsync("m", FakeBackend.Source);
        await ai.Models.DeleteAsync("m");

        Assert.Equal(1, backend.Sessions[0].Disposals);
        Assert.Equal(1f, result.AsSpan<float>(0)[0]);
        result.Dispose();
    }

    [Fact]
    public async Task Calls_of_one_key_are_stored_in_the_order_in_which_they_came()
    {
        FakeBackend backend = new(FakeSession.Tell) { Loading = (_, options, _) => Thread.SpinWait(1000 * (20 - options.Threads!.Value)) };
        await using RedisAiEngine ai = new(backend);

        Task<ModelInfo>[] stores = [.. Enumerable.Range(1, 20).Select(i => ai.Models.StoreAsync("m", FakeBackend.Source, new ModelOptions { Threads = i, Tag = $"{i}" }))];
        ModelInfo[] infos = await Task.WhenAll(stores);

        Assert.Equal(Enumerable.Range(1, 20), infos.Select(static info => info.Version));
        Assert.Equal(Enumerable.Range(1, 20).Select(static i => $"{i}"), infos.Select(static info => info.Tag));
        Assert.Equal(20, ai.Models.GetInfo("m").Version);
        Assert.Equal(19, backend.Sessions.Sum(static session => session.Disposals));
    }

    [Fact]
    public async Task Different_keys_are_loaded_side_by_side()
    {
        using Barrier both = new(2);
        FakeBackend backend = new() { Loading = (_, _, _) => Assert.True(both.SignalAndWait(TimeSpan.FromSeconds(20), CancellationToken.None), "The other key waits.") };
        await using RedisAiEngine ai = new(backend);

        await Task.WhenAll(ai.Models.StoreAsync("a", FakeBackend.Source), ai.Models.StoreAsync("b", FakeBackend.Source));

        Assert.Equal(2, ai.Models.List().Count);
    }

    [Fact]
    public async Task Cancelled_store_leaves_what_was_there_and_lets_the_next_one_in()
    {
        using ManualResetEventSlim entered = new();
        FakeBackend backend = new();
        await using RedisAiEngine ai = new(backend);
        await ai.Models.StoreAsync("m", FakeBackend.Source);
        backend.Loading = (_, _, token) =>
        {
            entered.Set();
            token.WaitHandle.WaitOne(TimeSpan.FromSeconds(20));
            token.ThrowIfCancellationRequested();
        };
        using CancellationTokenSource cancellation = new();

        Task<ModelInfo> loading = ai.Models.StoreAsync("m", FakeBackend.Source, cancellationToken: cancellation.Token);
        Task<ModelInfo> waiting = ai.Models.StoreAsync("m", FakeBackend.Source, cancellationToken: cancellation.Token);
        Eventually.Comes(entered);
        await cancellation.CancelAsync();

        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loading);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(cancellation.Token, error.CancellationToken);
        backend.Loading = null;
        Assert.Equal(1, ai.Models.GetInfo("m").Version);
        Assert.Equal(2, (await ai.Models.StoreAsync("m", FakeBackend.Source)).Version);
    }

    [Fact]
    public async Task Every_call_under_load_is_answered_by_one_version_that_is_not_older_than_the_last_stored()
    {
        FakeBackend backend = new(FakeSession.Tell);
        await using RedisAiEngine ai = new(backend);
        ModelOptions noWarmUp = new() { WarmUp = false };
        await ai.Models.StoreAsync("m", FakeBackend.Source, noWarmUp);
        IModel shared = ai.Models["m"];
        int stored = 1;
        long calls = 0;

        Task load = Task.Run(() => Threads.RunFor(
            TimeSpan.FromSeconds(2),
            readers: 2,
            writers: 1,
            Call,
            _ => CallAsync().GetAwaiter().GetResult(),
            () => Volatile.Read(ref calls) >= LeastCalls && Volatile.Read(ref stored) >= LeastVersions));
        while (!load.IsCompleted && stored < MostVersions)
        {
            await ai.Models.StoreAsync("m", FakeBackend.Source);
            Interlocked.Increment(ref stored);
        }

        await load;
        Assert.True(calls >= LeastCalls, $"Only {calls} calls.");
        Assert.True(stored >= LeastVersions, $"Only {stored} versions.");
        Assert.Equal(stored, ai.Models.GetInfo("m").Version);
        Assert.All(backend.Sessions.SkipLast(1), static session => Assert.Equal((1, 0), (session.Disposals, session.Executions)));
        Assert.Equal(0, backend.Sessions[^1].Disposals);

        void Call(Random random)
        {
            using AiTensor x = Functions.Vec(0);
            int atLeast = Volatile.Read(ref stored);
            using ModelResult result = (random.Next(2) == 0 ? shared : ai.Models["m"]).Run([x]);
            Check(atLeast, result);
        }

        async Task CallAsync()
        {
            using AiTensor x = Functions.Vec(0);
            int atLeast = Volatile.Read(ref stored);
            using ModelResult result = await shared.RunAsync([x]);
            Check(atLeast, result);
        }

        void Check(int atLeast, ModelResult result)
        {
            int version = (int)result.AsSpan<float>(0)[0];
            Assert.InRange(version, atLeast, Volatile.Read(ref stored) + 1);
            Interlocked.Increment(ref calls);
        }
    }
}
