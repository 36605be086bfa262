using System.Buffers;

namespace RedisAi.Server.Protocol;

/// <summary>What a client has sent and what is not answered yet: the arguments of the command under way, which stay where they are, and what follows them.</summary>
/// <remarks>It has memory only while there is something in it, or room was asked for.</remarks>
/// <param name="memory">What its memory is taken from, when the usual bytes are not enough.</param>
internal sealed class ReceiveBuffer(ClientMemory memory)
{
    /// <summary>What a client that sends short commands gets, whatever others have taken.</summary>
    public const int UsualBytes = 32 << 10;

    private const int LeastRoom = 4 << 10;

    private byte[] _array = [];

    /// <summary>Where the command under way begins.</summary>
    private int _first;

    /// <summary>What the parser has not looked at begins here.</summary>
    private int _next;

    private int _end;

    /// <summary>What the parser has not consumed.</summary>
    public ReadOnlySpan<byte> Unread => _array.AsSpan(_next, _end - _next);

    /// <summary>How much of the command under way was consumed.</summary>
    public int Position => _next - _first;

    public int Capacity => _array.Length;

    /// <summary>Whether neither a command nor a part of one is there.</summary>
    public bool IsEmpty => _first == _end;

    public void Skip(int bytes) => _next += bytes;

    /// <summary>Consumes bytes that were copied elsewhere: their room is used again, if they are the last ones.</summary>
    public void SkipCopied(int bytes)
    {
        if (_next + bytes == _end)
        {
            _end = _next;
        }
        else
        {
            _next += bytes;
        }
    }

    /// <summary>Bytes of the command under way; they stay where they are until <see cref="EndCommand"/>.</summary>
    public ReadOnlyMemory<byte> Slice(int offset, int length) => _array.AsMemory(_first + offset, length);

    /// <summary>The arguments of the command are not needed any more.</summary>
    public void EndCommand()
    {
        _first = _next;
        if (_first != _end)
        {
            return;
        }

        _first = _next = _end = 0;
        if (_array.Length > UsualBytes)
        {
            Release();
        }
    }

    /// <summary>Room for more bytes; what was consumed of the command under way may move.</summary>
    /// <returns>Empty when clients may take no more memory.</returns>
    /// <exception cref="OutOfMemoryException">The process has no more; nothing has changed.</exception>
    public Memory<byte> Room()
    {
        if (_array.Length - _end < LeastRoom && _first > 0)
        {
            MoveTo(_array);
        }

        if (_array.Length - _end < LeastRoom && !TryGrow())
        {
            return default;
        }

        return _array.AsMemory(_end);
    }

    public void Received(int bytes) => _end += bytes;

    /// <summary>Gives its memory back, and forgets what is in it.</summary>
    public void Release()
    {
        Return(_array);
        _array = [];
        _first = _next = _end = 0;
    }

    private bool TryGrow()
    {
        long wanted = Math.Min(Math.Max(UsualBytes, 2L * _array.Length), Array.MaxLength);
        if (wanted - _end < LeastRoom)
        {
            return false;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent((int)wanted);
        if (larger.Length > UsualBytes && !memory.TryTake(larger.Length))
        {
            ArrayPool<byte>.Shared.Return(larger);
            return false;
        }

        byte[] smaller = _array;
        MoveTo(larger);
        Return(smaller);
        return true;
    }

    private void Return(byte[] array)
    {
        if (array.Length > UsualBytes)
        {
            memory.Give(array.Length);
        }

        if (array.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(array);
        }
    }

    private void MoveTo(byte[] array)
    {
        _array.AsSpan(_first, _end - _first).CopyTo(array);
        _array = array;
        _next -= _first;
        _end -= _first;
        _first = 0;
    }
}
