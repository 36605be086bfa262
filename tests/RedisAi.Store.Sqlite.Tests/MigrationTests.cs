using Microsoft.Data.Sqlite;
using RedisAi.CrashHost;
using RedisAi.Testing;

namespace RedisAi.Store.Sqlite.Tests;

/// <summary>Files of older versions.</summary>
public class MigrationTests
{
    /// <summary>A file as version 1 has written it, with one tensor in one piece and one in two chunks.</summary>
    private const string Version1 = """
        PRAGMA journal_mode = WAL;
        CREATE TABLE tensors (
            id INTEGER PRIMARY KEY,
            key BLOB NOT NULL UNIQUE,
            type INTEGER NOT NULL,
            shape BLOB NOT NULL,
            expires INTEGER,
            length INTEGER NOT NULL,
            data BLOB);
        CREATE TABLE chunks (
            tensor INTEGER NOT NULL,
            number INTEGER NOT NULL,
            data BLOB NOT NULL,
            PRIMARY KEY (tensor, number));
        CREATE TRIGGER tensor_updated AFTER UPDATE OF data ON tensors WHEN old.data IS NULL
            BEGIN DELETE FROM chunks WHERE tensor = old.id; END;
        CREATE TRIGGER tensor_deleted AFTER DELETE ON tensors WHEN old.data IS NULL
            BEGIN DELETE FROM chunks WHERE tensor = old.id; END;
        INSERT INTO tensors VALUES (1, CAST('whole' AS BLOB), 9, x'0300000000000000', NULL, 3, x'010203');
        INSERT INTO tensors VALUES (2, CAST('cut' AS BLOB), 9, x'0400000000000000', NULL, 4, NULL);
        INSERT INTO chunks VALUES (2, 0, x'0405');
        INSERT INTO chunks VALUES (2, 1, x'0607');
        PRAGMA application_id = 1380010289;
        PRAGMA user_version = 1;
        """;

    [Fact]
    public async Task A_file_of_version_1_keeps_its_tensors_and_can_have_models()
    {
        using TemporaryFolder folder = new();
        Create(folder["state.db"]);
        await using (RedisAiEngine ai = Open(folder["state.db"]))
        {
            Check(ai);
            await ai.Models.StoreAsync("m", ModelSource.FromBytes(CrashBackend.Model(1, 100)), new ModelOptions { Tag = "1" });
        }

        await using (RedisAiEngine again = Open(folder["state.db"]))
        {
            Check(again);
            Assert.Empty(await again.RestoreAsync());
            Assert.Equal(1, again.Models.GetInfo("m").Version);
        }

        Assert.Equal(2, VersionOf(folder["state.db"]));
    }

    [Fact]
    public async Task A_file_whose_migration_was_cut_off_anywhere_is_whole()
    {
        using TemporaryFolder folder = new();
        string path = folder["state.db"];
        Create(path);
        byte[] before = File.ReadAllBytes(path);
        byte[] log;
        await using (RedisAiEngine ai = Open(path))
        {
            // Nothing was checkpointed yet: all that the migration has written is in the log.
            log = ReadShared(path + "-wal");
            Assert.Equal(before, ReadShared(path));
        }

        for (int cut = 0; cut <= 40; cut++)
        {
            string copy = folder[$"cut-{cut}.db"];
            File.WriteAllBytes(copy, before);
            File.WriteAllBytes(copy + "-wal", log[..(int)((long)log.Length * cut / 40)]);
            await using (RedisAiEngine ai = Open(copy))
            {
                Check(ai);
                await ai.Models.StoreAsync("m", ModelSource.FromBytes(CrashBackend.Model(1, 100)), new ModelOptions { Tag = "1" });
            }

            Assert.Equal(2, VersionOf(copy));
        }
    }

    private static RedisAiEngine Open(string path) => new(new RedisAiOptions { Storage = new SqliteStorage(path) }, [new CrashBackend()]);

    private static void Create(string path)
    {
        using SqliteConnection connection = SqliteConnections.Open(path, isReader: false);
        SqliteSchema.Execute(connection, Version1);
    }

    private static void Check(RedisAiEngine ai)
    {
        using AiTensor? whole = ai.Tensors.Get("whole");
        using AiTensor? cut = ai.Tensors.Get("cut");
        Assert.Equal([1, 2, 3], whole!.ToArray<byte>());
        Assert.Equal([4, 5, 6, 7], cut!.ToArray<byte>());
    }

    private static long VersionOf(string path)
    {
        using SqliteConnection connection = SqliteConnections.Open(path, isReader: true);
        return SqliteSchema.Number(connection, "PRAGMA user_version");
    }

    private static byte[] ReadShared(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
