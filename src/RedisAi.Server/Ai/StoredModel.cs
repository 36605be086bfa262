namespace RedisAi.Server.Ai;

/// <summary>A model as a client has stored it.</summary>
/// <param name="Backend">The backend, in capitals.</param>
/// <param name="Device">The device as it was typed.</param>
/// <param name="Tag">The client's own text.</param>
/// <param name="BatchSize">BATCHSIZE; 0 for none.</param>
/// <param name="MinBatchSize">MINBATCHSIZE; 0 for none.</param>
/// <param name="MinBatchTimeout">MINBATCHTIMEOUT in milliseconds; 0 for none.</param>
/// <param name="Blob">The file.</param>
internal sealed record StoredModel(string Backend, string Device, string Tag, long BatchSize, long MinBatchSize, long MinBatchTimeout, StoredBlob Blob);
