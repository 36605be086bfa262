using Microsoft.Extensions.Logging.Abstractions;
using RedisAi.Diagnostics;
using RedisAi.Execution;
using RedisAi.Registry;
using Xunit;

namespace RedisAi.Tests.Registry;

/// <summary>What ends with the engine, whatever is being changed just then.</summary>
public sealed class VersionRegistryTests : IVersionEvents<VersionRegistryTests.FakeVersion>, IDisposable
{
    private readonly EngineMetrics _metrics = new(null);
    private readonly VersionTable<FakeVersion> _table = new(static key => new ModelNotFoundException(key));
    private readonly VersionRegistry<FakeVersion> _registry;
    private readonly FakeVersion _first;
    private readonly FakeVersion _second;
    private Action _changing = static () => { };

    public VersionRegistryTests()
    {
        _registry = new VersionRegistry<FakeVersion>(_table, this);
        (_first, _second) = (new FakeVersion(1, _metrics), new FakeVersion(2, _metrics));
    }

    public void Dispose() => _metrics.Dispose();

    [Fact]
    public async Task Version_that_is_just_being_replaced_ends_with_the_engine()
    {
        await StoreAsync(_first);
        IReadOnlyList<ServedVersion> refused = [];
        _changing = () => refused = _registry.Refuse();

        await StoreAsync(_second);

        Assert.Equal([1, 2], refused.Select(static version => version.Number).Order());
    }

    [Fact]
    public async Task Version_that_is_just_being_deleted_ends_with_the_engine()
    {
        await StoreAsync(_first);
        IReadOnlyList<ServedVersion> refused = [];
        _changing = () => refused = _registry.Refuse();

        await _registry.DeleteAsync("k", CancellationToken.None);

        Assert.Equal([_first], refused);
    }

    [Fact]
    public async Task Version_that_gives_way_to_its_candidate_ends_with_the_engine()
    {
        await StoreAsync(_first);
        await _registry.AddAsync("k", (_, _) => Task.FromResult(_second), static (_, _) => Task.CompletedTask, static (_, _) => { }, CancellationToken.None);
        IReadOnlyList<ServedVersion> refused = [];

        await _registry.ChangeAsync(
            "k",
            static _ => Task.CompletedTask,
            _ =>
            {
                _table.Put("k", _second);
                refused = _registry.Refuse();
                return true;
            },
            CancellationToken.None);

        Assert.Equal([1, 2], refused.Select(static version => version.Number).Order());
    }

    [Fact]
    public async Task Version_that_its_step_refuses_is_closed_and_the_one_before_serves_on()
    {
        await StoreAsync(_first);

        await Assert.ThrowsAsync<InvalidOperationException>(() => _registry.StoreAsync(
            "k", (_, _) => Task.FromResult(_second), static (_, _) => throw new InvalidOperationException(), CancellationToken.None));

        Assert.Same(_first, _table.Find("k"));
        Assert.True(_second.Closed.IsCompleted);
        Assert.False(_first.Closed.IsCompleted);
    }

    [Fact]
    public async Task Version_is_put_in_place_when_its_step_says_so()
    {
        await StoreAsync(_first);
        List<FakeVersion?> seen = [];

        await _registry.StoreAsync(
            "k",
            (_, _) => Task.FromResult(_second),
            (version, put) =>
            {
                Assert.Same(_second, version);
                seen.Add(_table.Find("k"));
                put();
                seen.Add(_table.Find("k"));
            },
            CancellationToken.None);

        Assert.Equal([_first, _second], seen);
    }

    [Fact]
    public async Task Key_is_removed_at_once_though_another_version_is_being_loaded()
    {
        await StoreAsync(_first);
        TaskCompletionSource<FakeVersion> loading = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<FakeVersion> storing = _registry.StoreAsync("k", (_, _) => loading.Task, step: null, CancellationToken.None);

        Assert.True(_registry.Remove("k"));
        Assert.False(_registry.Remove("k"));
        Assert.Null(_table.Find("k"));
        loading.SetResult(_second);
        await storing;

        Assert.Same(_second, _table.Find("k"));
    }

    void IVersionEvents<FakeVersion>.Replaced(FakeVersion replaced, FakeVersion next) => _changing();

    void IVersionEvents<FakeVersion>.Deleted(FakeVersion version) => _changing();

    private Task<FakeVersion> StoreAsync(FakeVersion version) => _registry.StoreAsync("k", (_, _) => Task.FromResult(version), step: null, CancellationToken.None);

    internal sealed class FakeVersion(int number, EngineMetrics metrics)
        : ServedVersion(new RunSubject(RunSubject.Model, "k", number, "FAKE"), new CancellationTokenSource(), metrics, TimeProvider.System, NullLogger.Instance)
    {
        protected override ExecutionSlot CreateSlot(SlotPool slots) => throw new NotSupportedException();
    }
}
