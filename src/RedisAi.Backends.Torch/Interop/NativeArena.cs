using System.Runtime.InteropServices;
using System.Text;

namespace RedisAi.Backends.Torch.Interop;

/// <summary>Native memory for what one call lends to the shim: numbers and texts, taken back all at once, and kept for the next call if it is little.</summary>
internal sealed unsafe class NativeArena : IDisposable
{
    /// <summary>What is kept from call to call at most.</summary>
    public const int KeptBytes = 256 << 10;

    private const int FirstBytes = 4096;
    private const int Alignment = 16;

    private readonly List<(nint Memory, long Bytes)> _chunks = [];
    private int _chunk;
    private long _used;
    private (int Chunk, long Used) _mark;
    private long _nextBytes = FirstBytes;

    /// <summary>What it has of the process's memory, used or not.</summary>
    public long BytesKept { get; private set; }

    /// <summary>Takes memory that is valid until <see cref="Reset"/>, or until <see cref="Rewind"/> if it is taken after the mark.</summary>
    /// <exception cref="OverflowException">More bytes are asked for than a number counts.</exception>
    public T* Take<T>(long count)
        where T : unmanaged
    {
        long bytes = checked((count * sizeof(T)) + Alignment - 1) & ~(Alignment - 1L);
        while (_chunk < _chunks.Count && bytes > _chunks[_chunk].Bytes - _used)
        {
            _chunk++;
            _used = 0;
        }

        if (_chunk == _chunks.Count)
        {
            Grow(bytes);
        }

        T* taken = (T*)(_chunks[_chunk].Memory + (nint)_used);
        _used += bytes;
        return taken;
    }

    /// <summary>Takes a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="encoding">UTF-8, strict or not.</param>
    public RaitText Take(string text, UTF8Encoding encoding)
    {
        int length = encoding.GetByteCount(text);
        byte* bytes = Take<byte>(length);
        encoding.GetBytes(text, new Span<byte>(bytes, length));
        return new RaitText(bytes, length);
    }

    /// <summary>Has <see cref="Rewind"/> spare what was taken so far.</summary>
    public void Mark() => _mark = (_chunk, _used);

    /// <summary>Takes back what was taken after the mark.</summary>
    public void Rewind() => (_chunk, _used) = _mark;

    /// <summary>Takes everything back. What came in several parts will be one, unless that is too much to keep.</summary>
    public void Reset()
    {
        if (_chunks.Count > 1 || (_chunks.Count == 1 && _chunks[0].Bytes > KeptBytes))
        {
            // Made when it is needed: giving back must not fail.
            _nextBytes = Math.Min(BytesKept, KeptBytes);
            Free();
        }

        _chunk = 0;
        _used = 0;
        _mark = default;
    }

    public void Dispose()
    {
        Free();
        Reset();
    }

    /// <summary>Each part is twice as large as the one before, so that a call of many parts, or with longer and longer ones, has few.</summary>
    private void Grow(long bytes)
    {
        long size = Math.Max(bytes, _nextBytes);
        _chunks.EnsureCapacity(_chunks.Count + 1);
        _chunks.Add(((nint)NativeMemory.AlignedAlloc(checked((nuint)size), Alignment), size));
        BytesKept += size;
        _nextBytes = 2 * size;
    }

    private void Free()
    {
        foreach ((nint memory, _) in _chunks)
        {
            NativeMemory.AlignedFree((void*)memory);
        }

        _chunks.Clear();
        BytesKept = 0;
    }
}
