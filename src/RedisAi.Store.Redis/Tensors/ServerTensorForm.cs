using StackExchange.Redis;

namespace RedisAi.Store.Redis;

/// <summary>Tensors of a server that has tensors: of this project, or RedisAI. They have no versions, so that only adding can be conditional.</summary>
/// <param name="connection">The connection.</param>
internal sealed class ServerTensorForm(RedisConnection connection) : ITensorForm
{
    public async Task<FoundTensor> ReadAsync(string key, TensorReading reading, CancellationToken cancellationToken)
    {
        RedisKey name = connection.Names.Of(key);
        RedisResult? reply = await AskAsync(name, ["META", "BLOB"], cancellationToken).ConfigureAwait(false);
        if (reply is null)
        {
            return default;
        }

        TimeSpan? left = reading == TensorReading.Alone ? null : await connection.TryAsync(database => database.KeyTimeToLiveAsync(name), cancellationToken).ConfigureAwait(false);
        return Reading(name, () => WireTensor.Parse(reply, left));
    }

    public Task<FoundTensor> ReadIfChangedAsync(string key, long version, TensorReading reading, CancellationToken cancellationToken) =>
        ReadAsync(key, TensorReading.WithTimeToLive, cancellationToken);

    public Task WriteAsync(TensorWrite[] writes)
    {
        // All are put into words, and refused where the server has no such tensors, before one is sent.
        (TensorWrite Write, object[] Arguments)[] commands = [.. writes.Select(write => (write, WireTensor.Store(connection.Names.Of(write.Key), write.Tensor)))];
        return Task.WhenAll(commands.Select(command => connection.TryAsync(database => SetAsync(database, command.Write, command.Arguments))));
    }

    public async Task<bool> TryUpdateAsync(TensorWrite write, long expectedVersion)
    {
        if (expectedVersion != 0)
        {
            throw new NotSupportedException(
                $"The tensors of {connection.Name} are those of the server ({nameof(RedisStoreOptions.Format)} is RedisAi), which have no versions: only a key that is absent can be written to on a condition.");
        }

        RedisKey name = connection.Names.Of(write.Key);
        object[] arguments = WireTensor.Store(name, write.Tensor);
        return await connection.TryOnceAsync(database =>
        {
            ITransaction transaction = database.CreateTransaction();
            transaction.AddCondition(Condition.KeyNotExists(name));
            transaction.ExecuteAsync("AI.TENSORSET", arguments).Observe();
            if (write.TimeToLive is not null)
            {
                transaction.ExecuteAsync("PEXPIRE", name, write.Milliseconds).Observe();
            }

            return transaction.ExecuteAsync();
        }).ConfigureAwait(false);
    }

    public Task<bool> RemoveAsync(string key)
    {
        RedisKey name = connection.Names.Of(key);
        return connection.TryAsync(database => database.KeyDeleteAsync(name));
    }

    public async Task<bool> ExpireAsync(string key, TimeSpan? timeToLive)
    {
        RedisKey name = connection.Names.Of(key);
        if (timeToLive is not null)
        {
            return (long)await connection.TryAsync(database => database.ExecuteAsync("PEXPIRE", name, TensorWrite.MillisecondsOf(timeToLive))).ConfigureAwait(false) != 0;
        }

        await connection.TryAsync(database => database.KeyPersistAsync(name)).ConfigureAwait(false);
        return await connection.TryAsync(database => database.KeyExistsAsync(name)).ConfigureAwait(false);
    }

    public async Task<long> LengthAsync(string key)
    {
        RedisKey name = connection.Names.Of(key);
        RedisResult? reply = await AskAsync(name, ["META"], CancellationToken.None).ConfigureAwait(false);
        if (reply is null)
        {
            return 0;
        }

        (TensorDataType type, TensorShape shape) = Reading(name, () => WireTensor.ParseHead(reply));
        return type == TensorDataType.String ? 0 : type.SizeInBytes() * shape.ElementCount;
    }

    private static async Task<bool> SetAsync(IDatabase database, TensorWrite write, object[] arguments)
    {
        Task set = database.ExecuteAsync("AI.TENSORSET", arguments);
        Task expire = write.TimeToLive is null ? Task.CompletedTask : database.ExecuteAsync("PEXPIRE", arguments[0], write.Milliseconds);
        await Task.WhenAll(set, expire).ConfigureAwait(false);
        return true;
    }

    /// <summary>Null when the server says that there is nothing under the key.</summary>
    private async Task<RedisResult?> AskAsync(RedisKey name, string[] what, CancellationToken cancellationToken)
    {
        object[] arguments = [name, .. what];
        try
        {
            return await connection.TryAsync(database => database.ExecuteAsync("AI.TENSORGET", arguments), cancellationToken).ConfigureAwait(false);
        }
        catch (SharedStoreException error) when (error.InnerException is RedisServerException server && server.Message.Contains("key is empty", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
    }

    private T Reading<T>(RedisKey name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"The key '{name}' in {connection.Name} holds no tensor that can be read. {error.Message}", error);
        }
    }
}
