using RedisAi.Tensors;

namespace RedisAi.Store;

/// <summary>What has become of an entry, at the moment when it was collected.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Kind">What has become of it.</param>
/// <param name="Value">The tensor of a put, with a reference; else empty.</param>
/// <param name="ExpiresAt">When it expires, as a timestamp; 0 for never.</param>
internal readonly record struct EntryChange(DurableEntry Entry, DurableChangeKind Kind, TensorValue Value, long ExpiresAt);
