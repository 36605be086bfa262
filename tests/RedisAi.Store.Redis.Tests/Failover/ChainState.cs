using System.Buffers.Binary;

namespace RedisAi.Store.Redis.Tests.Failover;

/// <summary>The state of a session of <see cref="ChainModel"/>: how many steps it has taken, and a number that follows from all of them in their order.</summary>
internal readonly record struct ChainState(long Count, long Hash)
{
    private const int Bytes = 2 * sizeof(long);

    /// <summary>The state after one more step.</summary>
    public ChainState Next(long x) => new(Count + 1, unchecked((Hash * 6_364_136_223_846_793_005) + x));

    /// <summary>Reads a state from a record of the store, whose values are its end.</summary>
    public static ChainState Of(ReadOnlySpan<byte> record) =>
        new(BinaryPrimitives.ReadInt64LittleEndian(record[^Bytes..]), BinaryPrimitives.ReadInt64LittleEndian(record[^sizeof(long)..]));

    public override string ToString() => $"{Count} steps ({Hash:x16})";
}
