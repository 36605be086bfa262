namespace RedisAi.Samples.VoiceActivity.Streams;

/// <summary>What playing some streams at once gave.</summary>
/// <param name="Streams">The streams, at their ends.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="StoredTensors">How many tensors the store held at the end, before the streams were forgotten.</param>
/// <param name="StoredBytes">How many bytes these were.</param>
internal sealed record StreamRun(IReadOnlyList<VoiceStream> Streams, TimeSpan Elapsed, long StoredTensors, long StoredBytes);
