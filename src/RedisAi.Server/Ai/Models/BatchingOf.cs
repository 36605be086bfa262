namespace RedisAi.Server.Ai.Models;

/// <summary>What RedisAI's batching options are to the engine.</summary>
internal static class BatchingOf
{
    /// <summary>The most rows that the engine takes.</summary>
    private const long MaxRows = 65_536;

    /// <summary>
    /// A BATCHSIZE is a cap, and says that rows are independent; without one the engine finds out. RedisAI lets a MINBATCHSIZE without a time wait for ever; here such a
    /// call waits as long as any may, and then runs with what there is.
    /// </summary>
    public static void Apply(ModelRequest request, ModelOptions options)
    {
        if (request.BatchSize == 0)
        {
            return;
        }

        int batchSize = (int)Math.Min(request.BatchSize, MaxRows);
        options.Batching.Mode = BatchingMode.On;
        options.Batching.BatchSize = batchSize;
        options.Batching.MinBatchSize = (int)Math.Min(request.MinBatchSize, batchSize);
        if (request.MinBatchTimeout > 0)
        {
            options.Batching.MinBatchTimeout = TimeSpan.FromMilliseconds(Math.Min(request.MinBatchTimeout, int.MaxValue));
            options.MaxWait = options.MaxWait > options.Batching.MinBatchTimeout ? options.MaxWait : options.Batching.MinBatchTimeout;
        }
        else if (options.Batching.MinBatchSize > 1)
        {
            options.Batching.MinBatchTimeout = options.MaxWait;
        }
    }
}
