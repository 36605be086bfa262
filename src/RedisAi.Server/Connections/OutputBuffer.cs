using System.Buffers;
using RedisAi.Server.Commands;
using RedisAi.Server.Protocol;
using RedisAi.Tensors;
using RedisAi.Tensors.Memory;

namespace RedisAi.Server.Connections;

/// <summary>Replies that wait to be sent. Large tensors are not copied into it: it keeps a reference until they were sent.</summary>
/// <param name="maxBytes">What it may hold.</param>
/// <param name="memory">What its memory, and that of the tensors, is taken from, when the usual chunk is not enough.</param>
internal sealed class OutputBuffer(long maxBytes, ClientMemory memory)
{
    /// <summary>What a client with short replies gets, whatever others have taken.</summary>
    public const int ChunkBytes = 16 << 10;

    private const int LargestChunk = 1 << 20;

    /// <summary>A tensor may be longer than a span can be.</summary>
    private const int LongestSegment = 1 << 30;

    // What is full, from _head on; then comes _chunk.
    private readonly List<OutputSegment> _segments = [];
    private int _head;
    private long _segmentBytes;

    private byte[] _chunk = [];
    private int _used;

    /// <summary>How much of the first segment, or of the chunk where there is none, was sent.</summary>
    private int _sent;

    /// <summary>What waits, and what was sent of the segment under way.</summary>
    public long Length => _segmentBytes + _used;

    /// <summary>Whether more was written than it may hold, or than there is memory for. What it holds is not whole then.</summary>
    public bool IsOverfull { get; private set; }

    /// <summary>What is to be sent next; empty when nothing waits.</summary>
    public ReadOnlyMemory<byte> Next => _head < _segments.Count ? _segments[_head].Memory[_sent..] : _chunk.AsMemory(_sent, _used - _sent);

    /// <summary>Room for some bytes, of which <see cref="Advance"/> says how many were written.</summary>
    /// <param name="bytes">At most 1024.</param>
    public Span<byte> Reserve(int bytes)
    {
        if (_chunk.Length - _used < bytes)
        {
            NextChunk(ChunkBytes);
        }

        return _chunk.AsSpan(_used);
    }

    public void Advance(int bytes) => _used += bytes;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        IsOverfull |= Length + bytes.Length > maxBytes;
        while (!bytes.IsEmpty && !IsOverfull)
        {
            int fits = Math.Min(bytes.Length, _chunk.Length - _used);
            bytes[..fits].CopyTo(_chunk.AsSpan(_used));
            _used += fits;
            bytes = bytes[fits..];
            if (!bytes.IsEmpty)
            {
                NextChunk(Math.Clamp(bytes.Length, ChunkBytes, LargestChunk));
            }
        }
    }

    /// <summary>Adds the elements of a tensor without a copy.</summary>
    /// <param name="tensor">The tensor; a reference of its own is taken.</param>
    /// <exception cref="CommandException">Too many tensors wait for clients. What was written of the reply has to be taken back.</exception>
    public void Write(in TensorValue tensor)
    {
        long length = tensor.ByteLength;
        if (Length + length > maxBytes)
        {
            IsOverfull = true;
            return;
        }

        Push();
        for (long offset = 0; offset < length; offset += LongestSegment)
        {
            int piece = (int)Math.Min(LongestSegment, length - offset);

            // Before it is lent, since the process may have no memory for them.
            _segments.EnsureCapacity(_segments.Count + 1);
            Memory<byte> bytes = new BufferMemory(tensor, offset, piece).Memory;
            if (!memory.TryLend(tensor, piece))
            {
                throw new CommandException(RedisErrors.NoMemoryForReply(memory));
            }

            _segments.Add(new OutputSegment(bytes, Array: null, tensor.AddReference()));
            _segmentBytes += piece;
        }
    }

    /// <summary>Takes back what was written since it had a length; nothing of it was sent.</summary>
    public void TakeBack(long length)
    {
        while (Length > length)
        {
            int surplus = (int)Math.Min(int.MaxValue, Length - length);
            if (surplus <= _used || _segments.Count == _head)
            {
                _used -= surplus;
                return;
            }

            PopBack();
        }
    }

    /// <summary>Notes that bytes of <see cref="Next"/> were sent.</summary>
    public void Sent(int bytes)
    {
        _sent += bytes;
        if (_head == _segments.Count)
        {
            if (_sent == _used)
            {
                _sent = _used = 0;
                TrimChunk();
            }

            return;
        }

        OutputSegment segment = _segments[_head];
        if (_sent == segment.Memory.Length)
        {
            _segments[_head++] = default;
            _segmentBytes -= _sent;
            _sent = 0;
            Free(segment);
            Shrink();
            TrimChunk();
        }
    }

    /// <summary>Gives its memory back, and forgets what waits.</summary>
    public void Release()
    {
        for (; _head < _segments.Count; _head++)
        {
            Free(_segments[_head]);
        }

        Shrink();
        Return(_chunk);
        _chunk = [];
        (_used, _sent, _segmentBytes) = (0, 0, 0);
    }

    /// <summary>Keeps no more than the usual chunk when nothing is in it, such as when a reply was taken back.</summary>
    private void TrimChunk()
    {
        if (_used == 0 && _chunk.Length > ChunkBytes)
        {
            Return(_chunk);
            _chunk = [];
        }
    }

    private void NextChunk(int bytes)
    {
        Push();
        if (_chunk.Length >= bytes)
        {
            return;
        }

        // Another client may get it, so it is none of ours any more, even if the process has no memory for the next one.
        Return(_chunk);
        _chunk = [];
        byte[] next = ArrayPool<byte>.Shared.Rent(bytes);
        if (next.Length > ChunkBytes && !memory.TryTake(next.Length))
        {
            ArrayPool<byte>.Shared.Return(next);
            IsOverfull = true;
            next = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        }

        _chunk = next;
        IsOverfull |= Length > maxBytes;
    }

    /// <summary>Makes a segment of what is in the chunk.</summary>
    private void Push()
    {
        if (_used == 0)
        {
            return;
        }

        // A usual chunk is counted only once there is a second one. Room comes first, since the process may have no memory for it.
        _segments.EnsureCapacity(_segments.Count + 1);
        if (IsOverfull || (_chunk.Length <= ChunkBytes && !memory.TryTake(_chunk.Length)))
        {
            IsOverfull = true;

            // What is written from now on is lost, and takes no further memory.
            _used = 0;
            return;
        }

        _segments.Add(new OutputSegment(_chunk.AsMemory(0, _used), _chunk, Tensor: default));
        _segmentBytes += _used;
        _chunk = [];
        _used = 0;
    }

    private void PopBack()
    {
        OutputSegment last = _segments[^1];
        _segments.RemoveAt(_segments.Count - 1);
        _segmentBytes -= last.Memory.Length;
        _used = 0;
        if (last.Array is null)
        {
            Free(last);
            return;
        }

        Return(_chunk);
        _chunk = last.Array;
        _used = last.Memory.Length;
        if (_chunk.Length <= ChunkBytes)
        {
            memory.Give(_chunk.Length);
        }
    }

    private void Free(in OutputSegment segment)
    {
        if (segment.Array is { } array)
        {
            memory.Give(array.Length);
            ArrayPool<byte>.Shared.Return(array);
        }
        else if (!segment.Tensor.IsEmpty)
        {
            memory.GiveBack(segment.Tensor, segment.Memory.Length);
            segment.Tensor.Release();
        }
    }

    private void Shrink()
    {
        if (_head == _segments.Count)
        {
            _segments.Clear();
            _head = 0;
        }
    }

    /// <summary>Returns the chunk, which is not among the segments.</summary>
    private void Return(byte[] chunk)
    {
        if (chunk.Length > ChunkBytes)
        {
            memory.Give(chunk.Length);
        }

        if (chunk.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}
