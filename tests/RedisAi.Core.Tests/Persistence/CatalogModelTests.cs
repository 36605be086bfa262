using System.Text;
using RedisAi.Testing;
using RedisAi.Tests.Models;
using Xunit;
using static RedisAi.Tests.Persistence.CatalogLife;

namespace RedisAi.Tests.Persistence;

/// <summary>Models that outlive the process.</summary>
public class CatalogModelTests
{
    [Fact]
    public async Task Model_comes_back_with_its_bytes_its_options_and_its_number_and_serves()
    {
        CatalogLife first = new(new FakeStorage());
        await first.Ai.Models.StoreAsync("m", Model("one"));
        ModelOptions options = new() { Tag = "nightly", Threads = 3, MaxWait = TimeSpan.FromSeconds(7), WarmUp = false, Metadata = { ["run"] = "42", ["half"] = "\uD800" } };
        options.Batching.Mode = BatchingMode.Off;
        options.Batching.BatchSize = 8;
        options.Batching.IsPure = true;
        options.Batching.Axes["x"] = 0;
        options.Routing.MaxOldVersions = 5;
        options.Routing.Promotion = SessionPromotion.Restart;
        await first.Ai.Models.StoreAsync("m", Model("two"), options);

        await using CatalogLife second = await first.EndAndBeginAsync();

        Assert.Equal("2 Serving 1", second.VersionsOf("m"));
        (string text, _) = Assert.Single(second.Loaded);
        Assert.Equal("FAKE two", text);
        ModelOptions back = second.Ai.Models.GetOptions("m");
        Assert.Equal([("half", "\uD800"), ("run", "42")], back.Metadata.Select(static entry => (entry.Key, entry.Value)).Order());
        Assert.Equal(("nightly", 3, 7, false, null), (back.Tag, back.Threads, back.MaxWait.TotalSeconds, back.WarmUp, back.Backend));
        Assert.Equal((BatchingMode.Off, 8, true, 0), (back.Batching.Mode, back.Batching.BatchSize, back.Batching.IsPure, back.Batching.Axes["x"]));
        Assert.Equal((5, SessionPromotion.Restart), (back.Routing.MaxOldVersions, back.Routing.Promotion));
        using AiTensor input = AiTensor.Create([1], [2f]);
        using ModelResult result = second.Ai.Models["m"].Run([input]);
        Assert.Equal([2f], result[0].ToArray<float>());
        Assert.Equal(3, (await second.Ai.Models.StoreAsync("m", Model("three"))).Version);
    }

    [Fact]
    public async Task Model_that_is_stored_while_others_come_back_does_not_come_back_as_well()
    {
        CatalogLife first = new(new FakeStorage());
        await first.Ai.Models.StoreAsync("m", Model("one"));
        await first.Ai.Models.StoreAsync("n", Model("other"));
        await using CatalogLife second = await first.EndAndBeginAsync(restores: false);
        using ManualResetEventSlim isLoading = new();
        using ManualResetEventSlim maySettle = new();
        using ManualResetEventSlim isRestoring = new();
        int loads = 0;
        second.Models.Loading = (content, _, _) =>
        {
            bool isStored = Encoding.ASCII.GetString(content.Bytes.Span) == "FAKE two";
            Interlocked.Increment(ref loads);
            (isStored ? isLoading : isRestoring).Set();
            Eventually.Comes(maySettle);
        };
        Task store = Task.Run(() => second.Ai.Models.StoreAsync("m", Model("two")), TestContext.Current.CancellationToken);
        Eventually.Comes(isLoading);
        Task<IReadOnlyList<RestoreFailure>> restore = second.Ai.RestoreAsync();

        // 'm' comes before 'n', and waits for what is being stored under it.
        Eventually.Comes(isRestoring);
        maySettle.Set();
        await store;

        Assert.Empty(await restore);
        Assert.Equal((2, "2 Serving 1", "1 Serving 1"), (loads, second.VersionsOf("m"), second.VersionsOf("n")));
        Assert.StartsWith("1 models", second.Log.Entries.Single(static entry => entry.Id.Id == 128).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Initial_states_and_what_is_said_of_states_come_back()
    {
        CatalogLife first = new(new FakeStorage());
        first.Models.Signature = Stateful;
        using (AiTensor initial = AiTensor.Create([1, 2], [3f, 4f]))
        {
            ModelOptions options = new();
            options.States.Add(new ModelState("state", "next") { Initial = initial, TimeToLive = TimeSpan.FromHours(2) });
            await first.Ai.Models.StoreAsync("m", Model("stateful"), options);
        }

        await first.DisposeAsync();
        await using CatalogLife second = new(first.Storage.Reopened());
        second.Models.Signature = Stateful;
        Assert.Empty(await second.Ai.RestoreAsync());

        ModelState state = Assert.Single(second.Ai.Models.GetOptions("m").States);
        Assert.Equal(("state", "next", TimeSpan.FromHours(2)), (state.Input, state.Output, state.TimeToLive));
        Assert.Equal([3f, 4f], state.Initial!.ToArray<float>());
    }

    [Fact]
    public async Task Roles_come_back_and_numbers_go_on_after_the_highest_that_was_given()
    {
        CatalogLife first = new(new FakeStorage());
        await first.Ai.Models.StoreAsync("m", Model("one"));
        await first.Ai.Models.StoreCandidateAsync("m", Model("two"), CandidateTraffic.Answers(0.25));
        await first.Ai.Models.PromoteAsync("m", 2);
        await first.Ai.Models.StoreCandidateAsync("m", Model("three"), CandidateTraffic.Shadows(0.5));
        await first.Ai.Models.StoreCandidateAsync("m", Model("four"), CandidateTraffic.Answers(0.5));
        await first.Ai.Models.SetTrafficAsync("m", 4, CandidateTraffic.Answers(0.75));
        string before = first.VersionsOf("m");

        CatalogLife second = await first.EndAndBeginAsync();
        Assert.Equal("4 Candidate 0.75, 3 Shadow 0.5, 2 Serving 0.25, 1 Previous 0", before);
        Assert.Equal(before, second.VersionsOf("m"));
        Assert.True(await second.Ai.Models.RollBackAsync("m"));

        CatalogLife third = await second.EndAndBeginAsync();
        Assert.Equal("2 Serving 1, 1 Previous 0", third.VersionsOf("m"));
        Assert.True(await third.Ai.Models.RollBackAsync("m"));

        await using CatalogLife fourth = await third.EndAndBeginAsync();
        Assert.Equal("1 Serving 1", fourth.VersionsOf("m"));
        Assert.Equal("FAKE one", Assert.Single(fourth.Loaded).Text);
        Assert.Equal(5, (await fourth.Ai.Models.StoreAsync("m", Model("five"))).Version);
        Assert.Equal("m 5", string.Join(' ', fourth.Storage.Items.Keys.Select(static id => $"{id.Key} {id.Version}")));
    }

    [Fact]
    public async Task Model_that_could_not_be_written_does_not_serve_and_what_was_there_stays()
    {
        CatalogLife first = new(new FakeStorage());
        await first.Ai.Models.StoreAsync("m", Model("one"));
        first.Storage.Failure = new IOException("the disk is full");

        DurableStorageException error = await Assert.ThrowsAsync<DurableStorageException>(() => first.Ai.Models.StoreAsync("m", Model("two")));
        Assert.Equal("Writing to the storage of a test failed: the disk is full", error.Message);
        await Assert.ThrowsAsync<DurableStorageException>(() => first.Ai.Models.StoreAsync("new", Model("two")));
        await Assert.ThrowsAsync<DurableStorageException>(() => first.Ai.Models.DeleteAsync("m"));
        await Assert.ThrowsAsync<DurableStorageException>(() => first.Ai.Models.StoreCandidateAsync("m", Model("two"), CandidateTraffic.Answers(0.5)));
        Assert.Equal("1 Serving 1", first.VersionsOf("m"));
        Assert.Equal("none", first.VersionsOf("new"));

        first.Storage.Failure = null;
        await first.Ai.Models.StoreCandidateAsync("m", Model("two"), CandidateTraffic.Answers(0.5));
        first.Storage.Failure = new IOException("the disk is full");
        await Assert.ThrowsAsync<DurableStorageException>(() => first.Ai.Models.PromoteAsync("m", 2));
        await Assert.ThrowsAsync<DurableStorageException>(() => first.Ai.Models.SetTrafficAsync("m", 2, CandidateTraffic.Answers(1)));
        await Assert.ThrowsAsync<DurableStorageException>(() => first.Ai.Models.RollBackAsync("m"));
        Assert.Equal("2 Candidate 0.5, 1 Serving 0.5", first.VersionsOf("m"));
        first.Storage.Failure = null;

        await using CatalogLife second = await first.EndAndBeginAsync();
        Assert.Equal("2 Candidate 0.5, 1 Serving 0.5", second.VersionsOf("m"));
    }

    [Fact]
    public async Task Tensors_are_written_also_when_a_model_that_shares_their_transaction_fails()
    {
        CatalogLife first = new(new FakeStorage(), Durability.EveryWrite);
        first.Storage.Writing = static batch =>
        {
            if (batch.Items.Count > 0)
            {
                throw new IOException("no models");
            }
        };
        first.Storage.Gate.Reset();
        Task<ModelInfo> model = first.Ai.Models.StoreAsync("m", Model("one"));
        using AiTensor tensor = AiTensor.Scalar(1f);
        Task set = first.Ai.Tensors.SetAsync("t", tensor).AsTask();
        await Eventually.HoldsAsync(() => first.Models.Sessions.Count > 0, "the load");
        first.Storage.Gate.Set();

        await Assert.ThrowsAsync<DurableStorageException>(() => model);
        await set;
        Assert.Equal(["t"], first.Storage.Keys);
        first.Storage.Writing = null;
        await first.DisposeAsync();
    }

    [Fact]
    public async Task Deleted_model_stays_away_and_its_numbers_begin_anew()
    {
        CatalogLife first = new(new FakeStorage());
        await first.Ai.Models.StoreAsync("m", Model("one"));
        await first.Ai.Models.StoreCandidateAsync("m", Model("two"), CandidateTraffic.Answers(0.5));
        Assert.True(await first.Ai.Models.DeleteAsync("m"));
        Assert.Empty(first.Storage.Items);

        await using CatalogLife second = await first.EndAndBeginAsync();
        Assert.Equal("none", second.VersionsOf("m"));
        Assert.Equal(1, (await second.Ai.Models.StoreAsync("m", Model("three"))).Version);
    }

    [Fact]
    public async Task What_is_stored_or_deleted_before_the_rest_comes_back_stays_as_it_is()
    {
        CatalogLife first = new(new FakeStorage());
        await first.Ai.Models.StoreAsync("stored", Model("one"));
        await first.Ai.Models.StoreAsync("deleted", Model("one"));
        await first.Ai.Models.StoreAsync("left", Model("one"));

        CatalogLife second = await first.EndAndBeginAsync(restores: false);
        ModelNotFoundException error = Assert.Throws<ModelNotFoundException>(() => second.Ai.Models["left"]);
        Assert.Contains("RestoreAsync", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await second.Ai.Models.StoreAsync("stored", Model("two"))).Version);
        Assert.True(await second.Ai.Models.DeleteAsync("deleted"));
        Assert.False(await second.Ai.Models.DeleteAsync("deleted"));
        Assert.Empty(await second.Ai.RestoreAsync());
        Assert.Equal("2 Serving 1", second.VersionsOf("stored"));
        Assert.Equal("none", second.VersionsOf("deleted"));
        Assert.Equal("1 Serving 1", second.VersionsOf("left"));

        // A second time there is nothing to come back.
        Assert.Empty(await second.Ai.RestoreAsync());
        Assert.Equal(2, second.Loaded.Count);

        await using CatalogLife third = await second.EndAndBeginAsync();
        Assert.Equal("2 Serving 1", third.VersionsOf("stored"));
        Assert.Equal("none", third.VersionsOf("deleted"));
    }

    [Fact]
    public async Task What_cannot_be_kept_is_said_and_takes_what_was_kept_along()
    {
        CatalogLife first = new(new FakeStorage());
        await first.Ai.Models.StoreAsync("m", Model("one"));
        await first.Ai.Models.StoreAsync("m", Functions.Double);
        ModelOptions migrating = new();
        migrating.Routing.Migration = static (_, state) => state;
        await first.Ai.Models.StoreAsync("migrating", Model("one"), migrating);
        Assert.Empty(first.Storage.Items);
        Assert.Equal(
            [
                "RedisAi[126]: The model 'm', version 2, is not kept in the storage of a test: it is a C# function. It will not be there after a restart",
                "RedisAi[126]: The model 'migrating', version 1, is not kept in the storage of a test: its Routing.Migration is a C# function. It will not be there after a restart",
            ],
            first.Log.Lines.Where(static line => line.Contains("[126]", StringComparison.Ordinal)));

        // With data it is kept again.
        await first.Ai.Models.StoreAsync("m", Model("three"), new ModelOptions());
        await using CatalogLife second = await first.EndAndBeginAsync();
        Assert.Equal("3 Serving 1", second.VersionsOf("m"));
    }

    [Fact]
    public async Task Version_that_a_function_has_replaced_comes_back_when_it_is_taken_back_to()
    {
        CatalogLife first = new(new FakeStorage());
        await first.Ai.Models.StoreAsync("m", Model("one"));
        await first.Ai.Models.StoreCandidateAsync("m", Functions.Double, CandidateTraffic.Answers(0.5), new ModelOptions());
        await first.Ai.Models.PromoteAsync("m", 2);

        // A function serves: nothing would come back.
        FakeStorage then = first.Storage.Reopened();
        await using (CatalogLife other = new(then))
        {
            Assert.Empty(await other.Ai.RestoreAsync());
            Assert.Equal("none", other.VersionsOf("m"));
        }

        await first.Ai.Models.RollBackAsync("m");
        await using CatalogLife second = await first.EndAndBeginAsync();
        Assert.Equal("1 Serving 1", second.VersionsOf("m"));
    }

    [Fact]
    public async Task File_that_changes_while_the_model_is_stored_is_an_error()
    {
        using TemporaryFolder folder = new();
        string path = folder["model.fake"];
        await File.WriteAllTextAsync(path, "FAKE one");
        await using CatalogLife life = new(new FakeStorage());
        await life.Ai.Models.StoreAsync("m", path);
        await File.WriteAllTextAsync(path, "gone");
        Assert.Equal("FAKE one", System.Text.Encoding.ASCII.GetString(Assert.Single(life.Storage.Items).Value.Contents["model"]));

        await File.WriteAllTextAsync(path, "FAKE two");
        life.Storage.Writing = _ => File.AppendAllText(path, " and more");
        DurableStorageException error = await Assert.ThrowsAsync<DurableStorageException>(() => life.Ai.Models.StoreAsync("m", path));
        Assert.Contains("has changed since it was loaded", error.Message, StringComparison.Ordinal);
        Assert.Equal("1 Serving 1", life.VersionsOf("m"));
        life.Storage.Writing = null;
    }

    [Fact]
    public async Task Key_that_is_removed_at_once_is_removed_from_the_storage_and_what_is_just_being_stored_stays()
    {
        CatalogLife first = new(new FakeStorage());
        await first.Ai.Models.StoreAsync("m", Model("one"));
        Task<ModelInfo>? second = null;
        using ManualResetEventSlim loading = new();
        using ManualResetEventSlim removed = new();
        first.Models.Loading = (_, _, _) =>
        {
            loading.Set();
            Eventually.Comes(removed);
        };
        second = first.Ai.Models.StoreAsync("m", Model("two"));
        Eventually.Comes(loading);
        Assert.True(first.Ai.ModelRegistry.Remove("m"));
        Assert.Empty(first.Storage.Items);
        removed.Set();
        Assert.Equal(2, (await second).Version);

        await using CatalogLife later = await first.EndAndBeginAsync();
        Assert.Equal("2 Serving 1", later.VersionsOf("m"));
    }

    private static ModelSignature Stateful { get; } = new(
        [new TensorSpec("x", TensorDataType.Float32, new ShapePattern([-1])), new TensorSpec("state", TensorDataType.Float32, new ShapePattern([1, 2]))],
        [new TensorSpec("y", TensorDataType.Float32, new ShapePattern([-1])), new TensorSpec("next", TensorDataType.Float32, new ShapePattern([1, 2]))]);
}
