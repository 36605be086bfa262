using System.Text;
using RedisAi.Testing;
using Xunit;
using static RedisAi.Tests.Persistence.CatalogLife;

namespace RedisAi.Tests.Persistence;

/// <summary>Models in a storage that do not load, or not as they are there.</summary>
public class CatalogDamageTests
{
    [Fact]
    public async Task Model_that_does_not_load_any_more_stops_no_other_and_is_tried_at_the_next_start()
    {
        CatalogLife first = new(new FakeStorage());
        await first.Ai.Models.StoreAsync("bad", Model("bad"));
        await first.Ai.Models.StoreAsync("good", Model("good"));
        await first.Ai.Models.StoreCandidateAsync("good", Model("bad"), CandidateTraffic.Answers(0.5));
        await first.DisposeAsync();

        CatalogLife second = new(first.Storage.Reopened()) { Refused = "bad" };
        IReadOnlyList<RestoreFailure> failures = await second.Ai.RestoreAsync();
        Assert.Equal(["bad 1", "good 2"], failures.Select(static failure => $"{failure.Item.Key} {failure.Item.Version}").Order());
        Assert.All(failures, static failure => Assert.IsType<ModelLoadException>(failure.Error));
        Assert.Equal("1 Serving 1", second.VersionsOf("good"));
        ModelNotFoundException error = Assert.Throws<ModelNotFoundException>(() => second.Ai.Models["bad"]);
        Assert.Contains("could not be brought back: The model 'bad'", error.Message, StringComparison.Ordinal);
        Assert.Contains(second.Log.Lines, static line => line.StartsWith("RedisAi[127]: The model 'bad', version 1, could not be brought back from the storage of a test", StringComparison.Ordinal));

        await using CatalogLife third = await second.EndAndBeginAsync();
        Assert.Equal("1 Serving 1", third.VersionsOf("bad"));
        Assert.Equal("2 Candidate 0.5, 1 Serving 0.5", third.VersionsOf("good"));
    }

    [Fact]
    public async Task Damaged_entries_are_told_of_and_stop_no_other()
    {
        CatalogLife first = new(new FakeStorage());
        foreach (string key in new[] { "head", "options", "content", "short", "good" })
        {
            await first.Ai.Models.StoreAsync(key, Model(key));
        }

        FakeStorage storage = first.Storage;
        await first.DisposeAsync();
        Damage(storage, "head", static item => item with { Head = [1, 2, 3] });
        Damage(storage, "options", static item => item with { Head = Replace(item.Head, "\"mode\":0", "\"mode\":{}") });
        Damage(storage, "content", static item => item with { Contents = [] });
        Damage(storage, "short", static item => item with { Contents = new() { ["model"] = [] } });

        await using CatalogLife second = new(storage.Reopened());
        IReadOnlyList<RestoreFailure> failures = await second.Ai.RestoreAsync();
        Assert.Equal(["content", "head", "options", "short"], failures.Select(static failure => failure.Item.Key).Order());
        Assert.All(failures, static failure => Assert.True(failure.Error is DurableStorageException, failure.Error.ToString()));
        Assert.Equal("1 Serving 1", second.VersionsOf("good"));
        Assert.Equal(5, second.Storage.Items.Count);
        Assert.Equal(2, (await second.Ai.Models.StoreAsync("head", Model("anew"))).Version);
    }

    [Fact]
    public async Task Content_that_is_said_to_have_less_than_no_bytes_is_told_of()
    {
        CatalogLife first = new(new FakeStorage());
        await first.Ai.Models.StoreAsync("m", Model("m"));
        await first.DisposeAsync();
        FakeStorage storage = first.Storage.Reopened();
        storage.SaidLength = -1;

        await using CatalogLife second = new(storage);
        RestoreFailure failure = Assert.Single(await second.Ai.RestoreAsync());

        Assert.Equal(
            "What the storage of a test has of the model 'm', version 1, is damaged: its content 'model' is said to have -1 bytes.",
            Assert.IsType<DurableStorageException>(failure.Error).Message);
    }

    [Fact]
    public async Task Candidates_who_would_get_more_calls_than_there_are_come_back_as_far_as_the_shares_go_and_the_others_are_closed()
    {
        CatalogLife first = new(new FakeStorage());
        await first.Ai.Models.StoreAsync("m", Model("one"));
        await first.Ai.Models.StoreCandidateAsync("m", Model("two"), CandidateTraffic.Answers(0.25));
        await first.Ai.Models.StoreCandidateAsync("m", Model("three"), CandidateTraffic.Answers(0.25));
        FakeStorage storage = first.Storage;
        await first.DisposeAsync();
        DurableItemId third = new(DurableItemKind.Model, "m", 3);
        storage.Items[third] = storage.Items[third] with { Head = Replace(storage.Items[third].Head, "\"share\":0.25", "\"share\":0.875") };

        await using CatalogLife second = new(storage.Reopened());
        RestoreFailure failure = Assert.Single(await second.Ai.RestoreAsync());

        Assert.IsType<ArgumentException>(failure.Error);
        Assert.Equal(third, failure.Item);
        Assert.Equal("2 Candidate 0.25, 1 Serving 0.75", second.VersionsOf("m"));
        await Eventually.HoldsAsync(() => second.Models.Sessions.Count(static session => session.Disposals == 1) == 1, "the end of the version that has no calls");
    }

    [Fact]
    public async Task Head_in_which_any_byte_is_wrong_is_an_error_or_a_model_and_never_a_crash()
    {
        CatalogLife first = new(new FakeStorage());
        await first.Ai.Models.StoreAsync("m", Model("one"));
        FakeStorage storage = first.Storage;
        await first.DisposeAsync();
        (DurableItemId id, FakeStorage.Item item) = Assert.Single(storage.Items);
        Random random = new(7);
        for (int round = 0; round < 300; round++)
        {
            byte[] head = [.. item.Head];
            head[random.Next(head.Length)] = (byte)random.Next(256);
            storage.Items[id] = item with { Head = round % 3 == 0 ? head[..random.Next(head.Length)] : head };
            await using CatalogLife life = new(storage.Reopened());
            Assert.All(await life.Ai.RestoreAsync(), static failure => Assert.True(failure.Error is RedisAiException or ArgumentException, failure.Error.ToString()));
        }
    }

    private static void Damage(FakeStorage storage, string key, Func<FakeStorage.Item, FakeStorage.Item> change)
    {
        DurableItemId id = new(DurableItemKind.Model, key, 1);
        storage.Items[id] = change(storage.Items[id]);
    }

    private static byte[] Replace(byte[] head, string from, string to)
    {
        string text = Encoding.UTF8.GetString(head);
        Assert.Contains(from, text, StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal));
    }
}
