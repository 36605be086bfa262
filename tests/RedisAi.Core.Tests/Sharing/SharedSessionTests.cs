using RedisAi.Tensors;
using RedisAi.Testing;
using RedisAi.Tests.Models;
using Xunit;

namespace RedisAi.Tests.Sharing;

/// <summary>Sessions that several processes share: who owns them, and how they move.</summary>
public sealed class SharedSessionTests
{
    [Fact]
    public async Task A_session_goes_on_with_whichever_process_calls_it()
    {
        await using SharingLife life = new();
        RedisAiEngine a = await life.StartAsync(life.Store("a"));
        RedisAiEngine b = await life.StartAsync(life.Store("b"));

        float[] sums =
        [
            await life.AddAsync(a, "s"), await life.AddAsync(a, "s"), await life.AddAsync(b, "s"), await life.AddAsync(a, "s"),
            await life.AddAsync(b, "s", model: "n"), await life.AddAsync(a, "other"), await life.AddAsync(b, "s"),
        ];

        Assert.Equal([1, 2, 3, 4, 1, 1, 5], sums);
    }

    [Fact]
    public async Task Processes_that_write_behind_hand_over_what_they_have_written()
    {
        await using SharingLife life = new();
        RedisAiEngine a = await life.StartAsync(new FakeSharedStore(life.Server, "a") { WritesThrough = false });
        RedisAiEngine b = await life.StartAsync(new FakeSharedStore(life.Server, "b") { WritesThrough = false });
        await life.AddAsync(a, "s");
        await life.AddAsync(a, "s");
        Assert.Null(life.Server.StateOf("s/m/sum"));

        Assert.Equal(3, await life.AddAsync(b, "s"));
        Assert.Equal(2, life.Server.StateOf("s/m/sum"));
    }

    [Fact]
    public async Task A_session_of_an_owner_that_died_is_taken_when_its_time_is_over()
    {
        await using SharingLife life = new();
        FakeSharedStore dead = life.Store("a");
        RedisAiEngine a = await life.StartAsync(dead);
        RedisAiEngine b = await life.StartAsync(life.Store("b"));
        await life.AddAsync(a, "s");
        dead.IsSilent = true;
        long died = life.Time.GetTimestamp();

        float sum = await life.AddAsync(b, "s");

        Assert.Equal(2, sum);
        Assert.InRange(TimeSpan.FromTicks(life.Time.GetTimestamp() - died), TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(11));
        dead.IsSilent = false;
        Assert.Equal(3, await life.AddAsync(a, "s"));
    }

    [Fact]
    public async Task Calls_of_a_session_keep_their_order_while_it_is_taken()
    {
        await using SharingLife life = new();
        FakeSharedStore mean = life.Store("a");
        RedisAiEngine a = await life.StartAsync(mean);
        FakeSharedStore store = life.Store("b");
        RedisAiEngine b = await life.StartAsync(store);
        await a.Models.StoreAsync("digits", life.Adder("digits", scale: 10), SharingLife.Options());
        await b.Models.StoreAsync("digits", life.Adder("digits", scale: 10), SharingLife.Options());
        await life.AddAsync(a, "s", 1, "digits");
        mean.IsMean = true;

        Task<float>[] calls = [.. Enumerable.Range(2, 6).Select(x => SharingLife.BeginHere(b, "s", x, "digits"))];
        Assert.DoesNotContain(calls, static call => call.IsCompleted);
        Assert.Equal(1, store.Held.Waiting);
        mean.IsMean = false;

        float[] digits = await life.EndAsync(Task.WhenAll(calls));
        Assert.Equal([12, 123, 1234, 12345, 123456, 1234567], digits);
    }

    [Fact]
    public async Task A_call_that_blocks_takes_its_session_too()
    {
        await using SharingLife life = new();
        RedisAiEngine a = await life.StartAsync(life.Store("a"));
        RedisAiEngine b = await life.StartAsync(life.Store("b"));
        await life.AddAsync(a, "s");

        float sum = await life.EndAsync(Task.Run(() =>
        {
            using AiTensor one = AiTensor.Create<float>([1, 1], [1]);
            using ModelResult result = b.Models["m"].Run([one], new InferenceOptions { Session = "s" });
            return result.AsSpan<float>("sumN")[0];
        }));

        Assert.Equal(2, sum);
    }

    [Fact]
    public async Task Plans_and_calls_on_keys_take_their_session_too()
    {
        await using SharingLife life = new();
        RedisAiEngine a = await life.StartAsync(life.Store("a"));
        RedisAiEngine b = await life.StartAsync(life.Store("b"));
        await life.AddAsync(a, "s");
        using AiTensor one = AiTensor.Create<float>([1, 1], [1]);
        b.Tensors.Set("x", one);
        DagBuilder builder = b.CreateDag("add");
        DagValue next = builder.Model("m", builder.Load("x"))["sumN"];
        builder.Output("sum", next);
        builder.Persist(next, "{session}:kept");
        DagPlan plan = builder.Compile();

        using (DagResult result = await life.EndAsync(plan.RunAsync(new NamedTensors(), new DagRunOptions { Session = "s" }).AsTask()))
        {
            Assert.Equal(2, result.AsSpan<float>("sum")[0]);
        }

        using AiTensor kept = a.Tensors.GetRequired("s:kept");
        Assert.Equal(2, kept.AsSpan<float>()[0]);

        await life.AddAsync(a, "s");
        await life.EndAsync(b.Models.ExecuteAsync("m", ["x"], ["y", "z"], new InferenceOptions { Session = "s" }));
        using AiTensor z = a.Tensors.GetRequired("z");
        Assert.Equal(4, z.AsSpan<float>()[0]);
        await Assert.ThrowsAsync<TensorNotFoundException>(() => b.Models.ExecuteAsync("m", ["x", "absent"], ["y", "z"]));
    }

    [Fact]
    public async Task A_session_that_is_ended_is_ended_wherever_it_was()
    {
        await using SharingLife life = new();
        RedisAiEngine a = await life.StartAsync(life.Store("a"));
        RedisAiEngine b = await life.StartAsync(life.Store("b"));
        await life.AddAsync(a, "s");
        await life.AddAsync(a, "s", model: "n");

        await life.EndAsync(b.EndSessionAsync("s"));

        Assert.Null(life.Server.StateOf("s/m/sum"));
        Assert.Null(life.Server.StateOf("s/n/sum"));
        Assert.Equal(1, await life.AddAsync(a, "s"));
    }

    [Fact]
    public async Task An_engine_that_closes_gives_its_sessions_up_with_all_that_was_written()
    {
        await using SharingLife life = new();
        FakeSharedStore store = new(life.Server, "a") { WritesThrough = false };
        RedisAiEngine a = await life.StartAsync(store);
        RedisAiEngine b = await life.StartAsync(life.Store("b"));
        await life.AddAsync(a, "s");
        await a.DisposeAsync();
        long closed = life.Time.GetTimestamp();

        Assert.True(store.IsClosed);
        Assert.Null(life.Server.OwnerOf("s"));
        Assert.Equal(2, await SharingLife.BeginHere(b, "s"));
        Assert.Equal(closed, life.Time.GetTimestamp());
    }

    [Fact]
    public async Task A_hint_tells_where_a_session_lives()
    {
        await using SharingLife life = new();
        RedisAiEngine a = await life.StartAsync(life.Store("a:80"));
        RedisAiEngine b = await life.StartAsync(life.Store("b:80"));
        await life.AddAsync(a, "s");

        Assert.Equal(("a:80", "a:80", null), (await a.RoutingHintAsync("s"), await b.RoutingHintAsync("s"), await a.RoutingHintAsync("nobody's")));
        await life.AddAsync(b, "s");
        Assert.Equal("b:80", await a.RoutingHintAsync("s"));
        await using RedisAiEngine alone = new();
        Assert.Null(await alone.RoutingHintAsync("s"));
        await Assert.ThrowsAsync<ArgumentException>(async () => await alone.RoutingHintAsync(""));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_version_is_remembered_by_a_session_only_until_another_process_has_had_it(bool isLost)
    {
        await using SharingLife life = new();
        FakeSharedStore store = life.Store("a");
        RedisAiEngine a = await life.StartAsync(store);
        RedisAiEngine b = await life.StartAsync(life.Store("b"));
        await life.AddAsync(a, "s");
        await a.Models.StoreAsync("m", life.Adder("m", scale: 1), SharingLife.Options());
        Assert.Equal(1, await VersionAsync(a));

        store.IsSilent = isLost;
        Assert.Equal(1, await VersionAsync(b));
        store.IsSilent = false;

        // Another model brings it back, so that its states are here again before the call.
        await life.AddAsync(a, "s", model: "n");
        Assert.Equal(2, await VersionAsync(a));
        Assert.Equal(5, await life.AddAsync(a, "s"));

        async Task<int> VersionAsync(RedisAiEngine ai)
        {
            using AiTensor one = AiTensor.Create<float>([1, 1], [1]);
            using ModelResult result = await life.EndAsync(ai.Models["m"].RunAsync([one], new InferenceOptions { Session = "s" }).AsTask());
            return result.Version;
        }
    }

    [Fact]
    public async Task States_expire_where_they_are_held()
    {
        await using SharingLife life = new();
        ModelOptions options = new() { WarmUp = false, States = { new ModelState("sum", "sumN") { TimeToLive = TimeSpan.FromMinutes(1) } } };
        RedisAiEngine a = await life.StartAsync(life.Store("a"), options);
        await life.AddAsync(a, "s");
        await life.AddAsync(a, "s");
        life.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(3, await life.AddAsync(a, "s"));
        life.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(1, await life.AddAsync(a, "s"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_of_a_session_that_is_held_allocate_nothing(bool isShared)
    {
        await using SharingLife life = new();
        FakeSharedStore store = new(life.Server, "a") { WritesThrough = false };
        await using RedisAiEngine ai = new(new RedisAiOptions { SharedStore = isShared ? store : null }, [new FakeBackend(Swap) { Signature = new ModelSignature([Column("x"), Column("h")], [Column("y"), Column("hN")]) }], life.Time);
        await ai.Models.StoreAsync("m", FakeBackend.Source, new ModelOptions { WarmUp = false, States = { new ModelState("h", "hN") } });
        IModel model = ai.Models["m"];
        InferenceOptions options = new() { Session = "s" };
        using AiTensor one = AiTensor.Create<float>([1, 1], [1]);
        await life.EndAsync(Task.Run(() => model.Run([one], options).Dispose()));

        long blocking = Allocations.OfCall(() => model.Run([one], options).Dispose());
        long asynchronous = Allocations.OfCall(() =>
        {
            ValueTask<ModelResult> run = model.RunAsync([one], options);
            Assert.True(run.IsCompleted);
            run.GetAwaiter().GetResult().Dispose();
        });

        Assert.Equal((0, 0), (blocking, asynchronous));

        static TensorSpec Column(string name) => new(name, TensorDataType.Float32, new ShapePattern([1, 1]));

        static void Swap(FakeSession session, ManualResetEventSlim stop, ReadOnlySpan<TensorValue> inputs, Span<TensorValue> outputs) =>
            (outputs[0], outputs[1]) = (inputs[1].AddReference(), inputs[0].AddReference());
    }
}
