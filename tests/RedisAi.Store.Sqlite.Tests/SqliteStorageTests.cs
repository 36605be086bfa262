using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RedisAi.Testing;

namespace RedisAi.Store.Sqlite.Tests;

public class SqliteStorageTests
{
    [Fact]
    public async Task Tensors_of_every_type_and_shape_are_there_when_the_file_is_opened_again()
    {
        using TemporaryFolder folder = new();
        Dictionary<string, AiTensor> tensors = EveryKind();
        try
        {
            await using (RedisAiEngine ai = Open(folder))
            {
                foreach ((string key, AiTensor tensor) in tensors)
                {
                    ai.Tensors.Set(key, tensor);
                }
            }

            await using RedisAiEngine again = Open(folder);
            Assert.Equal(tensors.Count, again.Tensors.Count);
            foreach ((string key, AiTensor tensor) in tensors)
            {
                using AiTensor? found = again.Tensors.Get(key);
                Assert.Equal(tensor.DataType, found!.DataType);
                Assert.Equal(tensor.Shape, found.Shape);
                Assert.True(tensor.ContentEquals(found), key);
            }
        }
        finally
        {
            foreach (AiTensor tensor in tensors.Values)
            {
                tensor.Dispose();
            }
        }
    }

    [Fact]
    public async Task A_tensor_that_is_longer_than_a_chunk_is_there_again_and_its_chunks_go_with_it()
    {
        using TemporaryFolder folder = new();
        await using (RedisAiEngine ai = Open(folder, chunkBytes: 1000))
        {
            Put(ai, "long", 10_001);
            Put(ai, "replaced", 5000);
            Put(ai, "replaced by a short one", 5000);
            Put(ai, "removed", 5000);
            using AiTensor texts = AiTensor.CreateStrings([500], [.. Enumerable.Range(0, 500).Select(static i => $"text {i}")]);
            ai.Tensors.Set("texts", texts);
        }

        await using (RedisAiEngine ai = Open(folder, chunkBytes: 1000))
        {
            Put(ai, "replaced", 3001);
            Put(ai, "replaced by a short one", 10);
            ai.Tensors.Remove("removed");
        }

        await using (RedisAiEngine again = Open(folder, chunkBytes: 1000))
        {
            Check(again, "long", 10_001);
            Check(again, "replaced", 3001);
            Check(again, "replaced by a short one", 10);
            using AiTensor? texts = again.Tensors.Get("texts");
            Assert.Equal("text 499", texts!.AsStrings()[499]);
        }

        using SqliteConnection connection = new($"Data Source={folder["state.db"]};Pooling=False");
        connection.Open();
        Assert.Equal(0, SqliteSchema.Number(connection, "SELECT COUNT(*) FROM chunks WHERE tensor NOT IN (SELECT id FROM tensors WHERE data IS NULL)"));
        Assert.Equal(11 + 4, SqliteSchema.Number(connection, "SELECT COUNT(*) FROM chunks WHERE tensor IN (SELECT id FROM tensors WHERE key IN (CAST('long' AS BLOB), CAST('replaced' AS BLOB)))"));
        Assert.Equal("ok", Text(connection, "PRAGMA integrity_check"));
    }

    [Fact]
    public async Task A_second_engine_is_refused_until_the_first_has_closed()
    {
        using TemporaryFolder folder = new();
        await using (RedisAiEngine ai = Open(folder))
        {
            DurableStorageException error = Assert.Throws<DurableStorageException>(() => Open(folder));
            Assert.StartsWith($"The SQLite file '{folder["state.db"]}' cannot be opened: another engine, of this or another process, has it open", error.Message, StringComparison.Ordinal);
        }

        await using RedisAiEngine again = Open(folder);
    }

    [Fact]
    public void A_database_of_another_program_is_refused_and_left_as_it_is()
    {
        using TemporaryFolder folder = new();
        using (SqliteConnection connection = new($"Data Source={folder["state.db"]};Pooling=False"))
        {
            connection.Open();
            SqliteSchema.Execute(connection, "CREATE TABLE customers (name TEXT); INSERT INTO customers VALUES ('Ada')");
        }

        DurableStorageException error = Assert.Throws<DurableStorageException>(() => Open(folder));
        Assert.EndsWith("cannot be opened: it is a database of another program.", error.Message, StringComparison.Ordinal);
        using SqliteConnection after = new($"Data Source={folder["state.db"]};Pooling=False");
        after.Open();
        Assert.Equal(1, SqliteSchema.Number(after, "SELECT COUNT(*) FROM customers"));
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused()
    {
        using TemporaryFolder folder = new();
        await using (Open(folder))
        {
        }

        using (SqliteConnection connection = new($"Data Source={folder["state.db"]};Pooling=False"))
        {
            connection.Open();
            SqliteSchema.Execute(connection, "PRAGMA user_version = 77");
        }

        DurableStorageException error = Assert.Throws<DurableStorageException>(() => Open(folder));
        Assert.Contains("it has version 77; this version of RedisAi knows versions up to 2.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_database_is_refused()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["state.db"], [.. Enumerable.Repeat((byte)7, 5000)]);
        DurableStorageException error = Assert.Throws<DurableStorageException>(() => Open(folder));
        Assert.IsType<SqliteException>(error.InnerException);
        Assert.Contains(folder["state.db"], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_size_tells_what_is_in_the_file()
    {
        using TemporaryFolder folder = new();
        SqliteStorage storage = new(folder["state.db"]);
        await using RedisAiEngine ai = new(new RedisAiOptions { Storage = storage, Durability = { Mode = Durability.EveryWrite } }, []);
        Put(ai, "a", 1000);
        Put(ai, "b", 500);
        SqliteStorageSize size = storage.GetSize();
        Assert.Equal(2, size.Tensors);
        Assert.Equal(1500, size.TensorBytes);
        Assert.True(size.FileBytes + size.WalBytes > 1500);
        Assert.True(size.FreeBytes >= 0);
    }

    [Fact]
    public async Task Tensors_are_read_back_from_the_file_while_others_are_written()
    {
        using TemporaryFolder folder = new();
        RedisAiOptions options = new() { Storage = new SqliteStorage(folder["state.db"], chunkBytes: 2000), Durability = { Interval = TimeSpan.FromMilliseconds(1) }, Tensors = { MaxBytes = 30_000 } };
        await using RedisAiEngine ai = new(options, []);
        for (int i = 0; i < 100; i++)
        {
            Put(ai, $"{i}", 1000 + (i * 20));
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Factory.StartNew(
            () =>
            {
                Random random = new(worker);
                for (int i = 0; i < 300; i++)
                {
                    int key = random.Next(100);
                    if (random.Next(3) == 0)
                    {
                        Put(ai, $"{key}", 1000 + (key * 20));
                    }
                    else
                    {
                        Check(ai, $"{key}", 1000 + (key * 20));
                    }
                }
            },
            TaskCreationOptions.LongRunning)));
        Assert.InRange(ai.Tensors.ByteLength, 1, 30_000);
    }

    [Fact]
    public async Task A_host_keeps_its_tensors_in_the_file_that_it_was_given()
    {
        using TemporaryFolder folder = new();
        for (int run = 0; run < 2; run++)
        {
            HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = folder.Path });
            builder.Services.AddRedisAi(static options => options.Durability.Mode = Durability.EveryWrite).AddSqliteStorage("data/state.db");
            using IHost host = builder.Build();
            await host.StartAsync();
            IRedisAi ai = host.Services.GetRequiredService<IRedisAi>();
            Assert.Equal(run, ai.Tensors.Count);
            Put(ai, "a", 10);
            await host.StopAsync();
        }

        Assert.True(File.Exists(Path.Combine(folder.Path, "data", "state.db")));
    }

    private static RedisAiEngine Open(TemporaryFolder folder, int chunkBytes = SqliteSchema.ChunkBytes) =>
        new(new RedisAiOptions { Storage = new SqliteStorage(folder["state.db"], chunkBytes) }, []);

    private static void Put(IRedisAi ai, string key, int length)
    {
        using AiTensor tensor = AiTensor.Create<byte>([length], static bytes => Fill(bytes));
        ai.Tensors.Set(key, tensor);
    }

    private static void Check(RedisAiEngine ai, string key, int length)
    {
        byte[] expected = new byte[length];
        Fill(expected);
        using AiTensor? found = ai.Tensors.Get(key);
        Assert.Equal(expected, found!.ToArray<byte>());
    }

    private static void Fill(Span<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)((i * 7) + bytes.Length);
        }
    }

    private static string Text(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (string)command.ExecuteScalar()!;
    }

    private static Dictionary<string, AiTensor> EveryKind() => new()
    {
        ["float32"] = AiTensor.Create<float>([2, 3], [1, 2, 3, 4, 5, float.NaN]),
        ["float64"] = AiTensor.Scalar(Math.PI),
        ["float16"] = AiTensor.Create<Half>([1], [(Half)1.5f]),
        ["bfloat16"] = AiTensor.Create<BFloat16>([2], [(BFloat16)1f, (BFloat16)2f]),
        ["int8"] = AiTensor.Create<sbyte>([2], [-1, 1]),
        ["int16"] = AiTensor.Create<short>([1, 1, 1], [-2]),
        ["int32"] = AiTensor.Create<int>([2], [-3, 3]),
        ["int64"] = AiTensor.Create<long>([1], [long.MinValue]),
        ["uint8"] = AiTensor.Create<byte>([3], [0, 1, 255]),
        ["uint16"] = AiTensor.Create<ushort>([1], [65535]),
        ["uint32"] = AiTensor.Create<uint>([1], [uint.MaxValue]),
        ["uint64"] = AiTensor.Create<ulong>([1], [ulong.MaxValue]),
        ["bool"] = AiTensor.Create<bool>([2], [true, false]),
        ["empty"] = AiTensor.Create<float>([0, 4]),
        ["texts"] = AiTensor.CreateStrings([3], ["", "täbby", "half \uD800"]),
        ["no texts"] = AiTensor.CreateStrings([0], []),
        ["Schlüssel 键"] = AiTensor.Scalar(1),
        ["half \uDFFF a pair"] = AiTensor.Scalar(2),
        ["with\0zero"] = AiTensor.Scalar(3),
    };
}
