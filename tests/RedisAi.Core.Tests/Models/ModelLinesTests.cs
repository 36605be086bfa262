using RedisAi.Batching;
using RedisAi.Models;
using RedisAi.Store;
using RedisAi.Testing;
using Xunit;

namespace RedisAi.Tests.Models;

public sealed class ModelLinesTests
{
    [Fact]
    public void A_key_is_forgotten_once_its_model_without_states_is_deleted()
    {
        using Harness harness = new();
        ModelLine first = harness.Lines.Of("m");

        harness.Lines.Forget("m");

        Assert.Equal(0, harness.Lines.Count);
        Assert.NotSame(first, harness.Lines.Of("m"));
        Assert.NotSame(first.Sessions, harness.Lines.Of("m").Sessions);
    }

    [Fact]
    public void A_key_is_kept_where_a_version_had_states()
    {
        using Harness harness = new();
        ModelLine first = harness.Lines.Of("m");
        first.Sessions.Add(["h"]);

        harness.Lines.Forget("m");

        Assert.Same(first, harness.Lines.Of("m"));
    }

    [Fact]
    public async Task Models_that_come_and_go_under_new_keys_leave_nothing()
    {
        await using RedisAiEngine ai = new();
        for (int i = 0; i < 10; i++)
        {
            await ai.Models.StoreAsync($"m{i}", Functions.Double);
            Assert.True(await ai.Models.DeleteAsync($"m{i}"));
        }

        Assert.Equal(0, ((ModelRegistry)ai.Models).KnownKeys);
    }

    [Fact]
    public async Task Models_that_cannot_be_loaded_under_new_keys_leave_nothing()
    {
        FakeBackend backend = new() { Loading = static (_, _, _) => throw new BackendException("FAKE", 7, "It is no model.") };
        await using RedisAiEngine ai = new(backend);
        for (int i = 0; i < 10; i++)
        {
            await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync($"m{i}", FakeBackend.Source));
        }

        Assert.Equal(0, ((ModelRegistry)ai.Models).KnownKeys);
    }

    [Fact]
    public async Task Key_whose_next_version_cannot_be_loaded_is_kept()
    {
        FakeBackend backend = new();
        await using RedisAiEngine ai = new(backend);
        await ai.Models.StoreAsync("m", FakeBackend.Source);
        backend.Loading = static (_, _, _) => throw new BackendException("FAKE", 7, "It is no model.");

        await Assert.ThrowsAsync<ModelLoadException>(() => ai.Models.StoreAsync("m", FakeBackend.Source));

        Assert.Equal(1, ((ModelRegistry)ai.Models).KnownKeys);
    }

    private sealed class Harness : IDisposable
    {
        private readonly RedisAiEngine _engine = new();
        private readonly SessionTables _sessions;

        public Harness()
        {
            _sessions = new SessionTables((IStateStore)_engine.Tensors, new ManualTimeProvider());
            Lines = new ModelLines(_sessions);
        }

        public ModelLines Lines { get; }

        public void Dispose()
        {
            _sessions.Dispose();
            _engine.Dispose();
        }
    }
}
