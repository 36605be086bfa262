using System.Buffers;

namespace RedisAi.AspNetCore.Http;

/// <summary>Bytes in one piece: where they lie, if they lie so, else as a copy.</summary>
internal readonly ref struct ContiguousBytes : IDisposable
{
    private readonly byte[]? _copy;

    public ContiguousBytes(in ReadOnlySequence<byte> bytes)
    {
        if (bytes.IsSingleSegment)
        {
            Span = bytes.FirstSpan;
            return;
        }

        int length = checked((int)bytes.Length);
        _copy = ArrayPool<byte>.Shared.Rent(length);
        bytes.CopyTo(_copy);
        Span = _copy.AsSpan(0, length);
    }

    /// <summary>The bytes; valid until this is disposed, and not longer than where they came from.</summary>
    public ReadOnlySpan<byte> Span { get; }

    public void Dispose()
    {
        if (_copy is not null)
        {
            ArrayPool<byte>.Shared.Return(_copy);
        }
    }
}
