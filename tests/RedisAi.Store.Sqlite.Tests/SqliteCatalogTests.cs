using Microsoft.Data.Sqlite;
using RedisAi.CrashHost;
using RedisAi.Testing;

namespace RedisAi.Store.Sqlite.Tests;

/// <summary>Models in the file.</summary>
public class SqliteCatalogTests
{
    [Fact]
    public async Task A_model_that_is_longer_than_a_piece_is_there_again_and_its_pieces_go_with_it()
    {
        using TemporaryFolder folder = new();
        await using (RedisAiEngine ai = Open(folder))
        {
            await StoreAsync(ai, "long", 1, 10_001);
            await StoreAsync(ai, "replaced", 2, 5000);
            await StoreAsync(ai, "replaced", 3, 3000);
            await StoreAsync(ai, "deleted", 4, 5000);
            await ai.Models.DeleteAsync("deleted");
            await StoreAsync(ai, "even", 5, 984);
        }

        SqliteStorage storage = new(folder["state.db"], chunkBytes: 700);
        await using (RedisAiEngine again = new(new RedisAiOptions { Storage = storage }, [new CrashBackend()]))
        {
            Assert.Empty(await again.RestoreAsync());
            Assert.Equal(["even 1 5", "long 1 1", "replaced 2 3"], again.Models.List().Select(static model => $"{model.Key} {model.Version} {model.Tag}"));
            SqliteStorageSize size = storage.GetSize();
            Assert.Equal((3, 0, 0, 10_001 + 3000 + 984 + (3 * 16)), (size.Models, size.Scripts, size.Plans, size.ContentBytes));
        }

        using SqliteConnection connection = Connect(folder);
        Assert.Equal(3, SqliteSchema.Number(connection, "SELECT COUNT(*) FROM contents"));
        Assert.Equal(11 + 4 + 1, SqliteSchema.Number(connection, "SELECT COUNT(*) FROM pieces"));
    }

    [Fact]
    public async Task A_model_that_lacks_a_piece_is_told_of_and_stops_no_other()
    {
        using TemporaryFolder folder = new();
        await using (RedisAiEngine ai = Open(folder))
        {
            await StoreAsync(ai, "torn", 1, 10_001);
            await StoreAsync(ai, "whole", 2, 10_001);
        }

        using (SqliteConnection connection = Connect(folder))
        {
            SqliteSchema.Execute(connection, "DELETE FROM pieces WHERE number = 3 AND content = (SELECT MIN(id) FROM contents)");
        }

        await using RedisAiEngine again = Open(folder);
        RestoreFailure failure = Assert.Single(await again.RestoreAsync());
        Assert.Equal(new DurableItemId(DurableItemKind.Model, "torn", 1), failure.Item);
        Assert.Contains("a content in it has other bytes than it is said to have", Assert.IsType<DurableStorageException>(failure.Error).Message, StringComparison.Ordinal);
        Assert.Equal("whole", Assert.Single(again.Models.List()).Key);
    }

    [Fact]
    public async Task A_model_of_many_megabytes_is_kept_from_its_file()
    {
        using TemporaryFolder folder = new();
        byte[] bytes = CrashBackend.Model(9, (SqliteSchema.ChunkBytes * 2) + 12_345);
        await File.WriteAllBytesAsync(folder["model.bin"], bytes);
        await using (RedisAiEngine ai = new(new RedisAiOptions { Storage = new SqliteStorage(folder["state.db"]) }, [new CrashBackend()]))
        {
            await ai.Models.StoreAsync("m", folder["model.bin"], new ModelOptions { Tag = "9", WarmUp = false });
        }

        File.Delete(folder["model.bin"]);
        await using RedisAiEngine again = new(new RedisAiOptions { Storage = new SqliteStorage(folder["state.db"]) }, [new CrashBackend()]);
        Assert.Empty(await again.RestoreAsync());
        Assert.Equal("9", again.Models.GetInfo("m").Tag);
    }

    private static RedisAiEngine Open(TemporaryFolder folder) =>
        new(new RedisAiOptions { Storage = new SqliteStorage(folder["state.db"], chunkBytes: 1000) }, [new CrashBackend()]);

    private static Task<ModelInfo> StoreAsync(RedisAiEngine ai, string key, int number, int length) =>
        ai.Models.StoreAsync(key, ModelSource.FromBytes(CrashBackend.Model(number, length)), new ModelOptions { Tag = $"{number}", WarmUp = false });

    private static SqliteConnection Connect(TemporaryFolder folder)
    {
        SqliteConnection connection = new($"Data Source={folder["state.db"]};Pooling=False");
        connection.Open();
        return connection;
    }
}
