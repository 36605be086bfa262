using RedisAi.Tests.Scripts;
using Xunit;

namespace RedisAi.Tests.Persistence;

/// <summary>Scripts that outlive the process.</summary>
public class CatalogScriptTests
{
    [Fact]
    public async Task Script_comes_back_with_its_text_its_options_and_its_number()
    {
        CatalogLife first = new(new FakeStorage());
        await first.Ai.Scripts.StoreAsync("s", FakeScriptBackend.Source);
        ScriptOptions options = new() { Tag = "half a pair: \uD800", AllowFileAccess = true };
        options.EntryPoints.Add("echo");
        await first.Ai.Scripts.StoreAsync("s", ScriptSource.FromText("def echo() # \uDC80"), options);

        CatalogLife second = await first.EndAndBeginAsync();
        ScriptInfo info = second.Ai.Scripts.GetInfo("s");
        Assert.Equal((2, "def echo() # \uDC80", "half a pair: \uD800"), (info.Version, info.Source, info.Tag));
        Assert.Equal(["echo"], info.EntryPoints);
        using AiTensor input = AiTensor.Scalar(3f);
        using (ScriptResult result = await second.Ai.Scripts["s"].RunAsync("echo", [input]))
        {
            Assert.Equal([3f], result[0].ToArray<float>());
        }

        Assert.True(await second.Ai.Scripts.DeleteAsync("s"));
        await using CatalogLife third = await second.EndAndBeginAsync();
        Assert.Empty(third.Ai.Scripts.List());
    }

    [Fact]
    public async Task Script_that_has_not_come_back_yet_is_deleted_in_the_storage_too()
    {
        CatalogLife first = new(new FakeStorage());
        await first.Ai.Scripts.StoreAsync("deleted", FakeScriptBackend.Source);
        await first.Ai.Scripts.StoreAsync("kept", FakeScriptBackend.Source);

        CatalogLife second = await first.EndAndBeginAsync(restores: false);
        Assert.True(await second.Ai.Scripts.DeleteAsync("deleted"));
        Assert.False(await second.Ai.Scripts.DeleteAsync("deleted"));
        Assert.Empty(await second.Ai.RestoreAsync());
        Assert.Equal("kept", Assert.Single(second.Ai.Scripts.List()).Key);

        await using CatalogLife third = await second.EndAndBeginAsync();
        Assert.Equal("kept", Assert.Single(third.Ai.Scripts.List()).Key);
    }

    [Fact]
    public async Task Script_that_could_not_be_written_does_not_serve()
    {
        CatalogLife first = new(new FakeStorage());
        await first.Ai.Scripts.StoreAsync("s", FakeScriptBackend.Source);
        first.Storage.Failure = new IOException("the disk is full");
        await Assert.ThrowsAsync<DurableStorageException>(() => first.Ai.Scripts.StoreAsync("s", FakeScriptBackend.Source));
        await Assert.ThrowsAsync<DurableStorageException>(() => first.Ai.Scripts.DeleteAsync("s"));
        Assert.Equal(1, first.Ai.Scripts.GetInfo("s").Version);
        first.Storage.Failure = null;

        await using CatalogLife second = await first.EndAndBeginAsync();
        Assert.Equal(1, second.Ai.Scripts.GetInfo("s").Version);
    }

    [Fact]
    public async Task Damaged_script_is_told_of()
    {
        CatalogLife first = new(new FakeStorage());
        foreach (string key in new[] { "encoding", "head", "text" })
        {
            await first.Ai.Scripts.StoreAsync(key, FakeScriptBackend.Source);
        }

        await first.DisposeAsync();
        FakeStorage storage = first.Storage;
        Damage("encoding", static item => item with { Contents = new() { ["script"] = [1, 2] } });
        Damage("head", static item => item with { Head = "{}"u8.ToArray() });
        Damage("text", static item => item with { Contents = new() { ["script"] = [] } });

        await using CatalogLife second = new(storage.Reopened());
        IReadOnlyList<RestoreFailure> failures = await second.Ai.RestoreAsync();
        Assert.Equal(["encoding", "head", "text"], failures.Select(static failure => failure.Item.Key).Order());
        Assert.All(failures, static failure => Assert.IsType<DurableStorageException>(failure.Error));
        Assert.Equal(2, (await second.Ai.Scripts.StoreAsync("head", FakeScriptBackend.Source)).Version);

        void Damage(string key, Func<FakeStorage.Item, FakeStorage.Item> change)
        {
            DurableItemId id = new(DurableItemKind.Script, key, 1);
            storage.Items[id] = change(storage.Items[id]);
        }
    }
}
