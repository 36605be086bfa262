using System.Runtime.InteropServices;
using System.Text;

namespace RedisAi.Backends.Torch.Interop;

/// <summary>Native memory for what one call lends to the shim: numbers and texts, freed all at once, and kept for the next call.</summary>
internal sealed unsafe class NativeArena : IDisposable
{
    private const int ChunkBytes = 4096;
    private const int Alignment = 16;

    private readonly List<(nint Memory, int Bytes)> _chunks = [];
    private int _chunk;
    private int _used;

    /// <summary>Takes memory that is valid until <see cref="Reset"/>.</summary>
    public T* Take<T>(int count)
        where T : unmanaged
    {
        int bytes = checked(((count * sizeof(T)) + Alignment - 1) & ~(Alignment - 1));
        while (_chunk < _chunks.Count && _used + bytes > _chunks[_chunk].Bytes)
        {
            _chunk++;
            _used = 0;
        }

        if (_chunk == _chunks.Count)
        {
            int size = Math.Max(bytes, ChunkBytes);
            _chunks.Add(((nint)NativeMemory.AlignedAlloc((nuint)size, Alignment), size));
        }

        T* taken = (T*)(_chunks[_chunk].Memory + _used);
        _used += bytes;
        return taken;
    }

    public RaitText Take(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        byte* bytes = Take<byte>(length);
        Encoding.UTF8.GetBytes(text, new Span<byte>(bytes, length));
        return new RaitText(bytes, length);
    }

    /// <summary>Takes everything back.</summary>
    public void Reset()
    {
        _chunk = 0;
        _used = 0;
    }

    public void Dispose()
    {
        foreach ((nint memory, _) in _chunks)
        {
            NativeMemory.AlignedFree((void*)memory);
        }

        _chunks.Clear();
        Reset();
    }
}
