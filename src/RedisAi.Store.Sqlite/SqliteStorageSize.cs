namespace RedisAi.Store.Sqlite;

/// <summary>How large a storage is.</summary>
/// <param name="Tensors">How many tensors it has, also those that have expired and were not removed yet.</param>
/// <param name="TensorBytes">The bytes of their elements.</param>
/// <param name="Models">How many versions of models it has.</param>
/// <param name="Scripts">How many scripts it has.</param>
/// <param name="Plans">How many plans it has.</param>
/// <param name="ContentBytes">The bytes of the models' files, and of the scripts.</param>
/// <param name="FileBytes">The bytes of the file.</param>
/// <param name="WalBytes">The bytes of the write-ahead log beside it.</param>
/// <param name="FreeBytes">The bytes of the file that hold nothing, and are used by what is written next.</param>
public sealed record SqliteStorageSize(long Tensors, long TensorBytes, long Models, long Scripts, long Plans, long ContentBytes, long FileBytes, long WalBytes, long FreeBytes);
