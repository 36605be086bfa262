using RedisAi.Keyspace;
using RedisAi.Server.Commands;
using RedisAi.Tensors;
using RedisAi.Tensors.Memory;

namespace RedisAi.Server.Protocol;

/// <summary>Makes commands of what a client has sent, wherever that is cut: <c>*2 $4 ECHO $2 hi</c>, or a line of words.</summary>
/// <param name="limits">How large a command may be.</param>
/// <param name="memory">What the memory of large arguments, and of many, is taken from.</param>
/// <param name="ahead">The bytes that clients may have promised together and not sent.</param>
internal sealed class RequestParser(RequestLimits limits, ClientMemory memory, MemoryBudget ahead)
{
    private const int NoLength = -1;

    /// <summary>What an argument takes beyond its bytes, here and in <see cref="CommandArguments"/>.</summary>
    private const int TokenBytes = 32;

    private readonly List<(int Offset, int Length)> _tokens = [];
    private readonly List<(int Place, TensorValue Blob)> _blobs = [];
    private readonly BlobReceiver _blob = new(memory, ahead);

    /// <summary>The arguments that have still to come; 0 between commands.</summary>
    private int _awaited;

    /// <summary>The length of the argument that comes next, once it is known.</summary>
    private int _length = NoLength;

    /// <summary>How much of what is unread has no end of line.</summary>
    private int _searched;

    private long _commandBytes;

    /// <summary>What the command has taken of the memory.</summary>
    private long _charged;

    /// <summary>Whether the client may send commands of full size.</summary>
    public bool IsTrusted { get; set; }

    /// <summary>What is wrong, in Redis' words, after <see cref="RequestStatus.Refused"/>.</summary>
    public string? Error { get; private set; }

    /// <summary>Whether the next bytes belong to a large argument, and not into the buffer.</summary>
    public bool IsInBlob => _blob.IsActive && _blob.Missing > 0;

    /// <summary>Where the next bytes go.</summary>
    /// <param name="input">Takes what does not belong to a large argument.</param>
    /// <returns>Empty when there is no memory, as <see cref="Error"/> says then.</returns>
    public Memory<byte> Room(ReceiveBuffer input)
    {
        Memory<byte> room;
        try
        {
            room = IsInBlob ? _blob.Room() : input.Room();
        }
        catch (OutOfMemoryException)
        {
            Error = "there is no memory for the command: the process has none left";
            return default;
        }

        if (room.IsEmpty)
        {
            RunOutOfBudget();
        }

        return room;
    }

    /// <summary>Notes that bytes have come into <see cref="Room"/>.</summary>
    public void Received(ReceiveBuffer input, int bytes)
    {
        if (IsInBlob)
        {
            _blob.Received(bytes);
        }
        else
        {
            input.Received(bytes);
        }
    }

    /// <summary>Goes on until a command is complete.</summary>
    /// <param name="input">What has come.</param>
    /// <param name="arguments">Empty; gets the command. Its bytes lie in <paramref name="input"/>.</param>
    public RequestStatus Parse(ReceiveBuffer input, CommandArguments arguments)
    {
        while (Error is null)
        {
            if (_awaited == 0 ? !TryBegin(input, arguments) : !TryArgument(input))
            {
                return Error is null ? RequestStatus.Incomplete : RequestStatus.Refused;
            }

            if (arguments.Count > 0)
            {
                return RequestStatus.Complete;
            }

            if (_awaited == 0 && _tokens.Count > 0)
            {
                Complete(input, arguments);
                return RequestStatus.Complete;
            }
        }

        return RequestStatus.Refused;
    }

    /// <summary>The command was answered, and its arguments were released.</summary>
    public void EndCommand()
    {
        if (_charged > 0)
        {
            memory.Give(_charged);
            _charged = 0;
        }
    }

    /// <summary>Drops what has come of a command.</summary>
    public void Abandon()
    {
        _blob.Abandon();
        foreach ((_, TensorValue blob) in _blobs)
        {
            blob.Release();
        }

        _blobs.Clear();
        _tokens.Clear();
        EndCommand();
    }

    private bool TryBegin(ReceiveBuffer input, CommandArguments arguments)
    {
        ReadOnlySpan<byte> unread = input.Unread;
        if (unread.IsEmpty)
        {
            return false;
        }

        if (unread[0] != '*')
        {
            return TryInline(input, arguments);
        }

        if (!TryLength(input, "too big mbulk count string", "invalid multibulk length", out long count))
        {
            return false;
        }

        if (count > limits.MaxArguments)
        {
            return Refuse("invalid multibulk length");
        }

        if (count > RequestLimits.UntrustedArguments && !IsTrusted)
        {
            return Refuse("unauthenticated multibulk length");
        }

        _awaited = (int)Math.Max(0, count);
        _commandBytes = 0;
        if (_awaited == 0)
        {
            input.EndCommand();
        }

        return true;
    }

    private bool TryArgument(ReceiveBuffer input) => _length == NoLength ? TryArgumentLength(input) : _blob.IsActive ? TryBlob(input) : TryToken(input);

    private bool TryArgumentLength(ReceiveBuffer input)
    {
        ReadOnlySpan<byte> unread = input.Unread;
        if (unread.IsEmpty)
        {
            return false;
        }

        if (unread[0] != '$')
        {
            return Refuse($"expected '$', got '{LosslessText.Decode(unread[..1])}'");
        }

        if (!TryLength(input, "too big bulk count string", "invalid bulk length", out long length))
        {
            return false;
        }

        if (length < 0 || length > limits.MaxBulkBytes)
        {
            return Refuse("invalid bulk length");
        }

        if (length > RequestLimits.UntrustedBulkBytes && !IsTrusted)
        {
            return Refuse("unauthenticated bulk length");
        }

        _commandBytes += length;
        if (_commandBytes > limits.MaxCommandBytes)
        {
            return Refuse($"too big command, its arguments take more than {limits.MaxCommandBytes} bytes");
        }

        _length = (int)length;
        if (_length >= BlobReceiver.Threshold)
        {
            _blob.Start(_length);
        }

        return true;
    }

    private bool TryToken(ReceiveBuffer input)
    {
        // As with Redis, the line end is not looked at.
        if (input.Unread.Length < _length + 2 || !TryAdd(input.Position))
        {
            return false;
        }

        input.Skip(_length + 2);
        EndArgument();
        return true;
    }

    private bool TryBlob(ReceiveBuffer input)
    {
        while (_blob.Missing > 0)
        {
            int bytes = Math.Min(input.Unread.Length, _blob.Missing);
            if (bytes == 0)
            {
                return false;
            }

            Memory<byte> room = Room(input);
            if (room.IsEmpty)
            {
                return false;
            }

            bytes = Math.Min(bytes, room.Length);
            input.Unread[..bytes].CopyTo(room.Span);
            input.SkipCopied(bytes);
            _blob.Received(bytes);
        }

        if (input.Unread.Length < 2 || !TryAdd(0))
        {
            return false;
        }

        input.Skip(2);
        _blobs.EnsureCapacity(_blobs.Count + 1);
        _blobs.Add((_tokens.Count - 1, _blob.Take(out long charged)));
        _charged += charged;
        EndArgument();
        return true;
    }

    /// <summary>Adds an argument. A list that grows beyond the usual takes memory, too: empty arguments are few bytes of the client's.</summary>
    private bool TryAdd(int offset)
    {
        int count = _tokens.Count;
        if (count == _tokens.Capacity && count >= CommandArguments.UsualCount)
        {
            long more = (long)count * TokenBytes;
            if (!memory.TryTake(more))
            {
                RunOutOfBudget();
                return false;
            }

            _charged += more;
        }

        _tokens.Add((offset, _length));
        return true;
    }

    private void RunOutOfBudget() => Error = $"there is no memory for the command: {memory.Limits}";

    private void EndArgument()
    {
        _length = NoLength;
        _awaited--;
    }

    private void Complete(ReceiveBuffer input, CommandArguments arguments)
    {
        int blobs = 0;
        for (int place = 0; place < _tokens.Count; place++)
        {
            (int offset, int length) = _tokens[place];
            if (blobs < _blobs.Count && _blobs[blobs].Place == place)
            {
                TensorValue blob = _blobs[blobs++].Blob;
                arguments.Add(new BufferMemory(blob, 0, length).Memory, blob);
            }
            else
            {
                arguments.Add(input.Slice(offset, length));
            }
        }

        _blobs.Clear();
        _tokens.Clear();
        CommandArguments.Trim(_tokens);
    }

    private bool TryInline(ReceiveBuffer input, CommandArguments arguments)
    {
        if (!TryFindEnd(input, (byte)'\n', "too big inline request", out int end))
        {
            return false;
        }

        ReadOnlySpan<byte> line = input.Unread[..end];
        if (!InlineRequest.TryAdd(line, arguments))
        {
            return Refuse("unbalanced quotes in request");
        }

        input.Skip(end + 1);
        if (arguments.Count == 0)
        {
            input.EndCommand();
        }

        return true;
    }

    /// <summary>Consumes a line of one character and a number.</summary>
    private bool TryLength(ReceiveBuffer input, string tooLong, string invalid, out long length)
    {
        length = 0;
        if (!TryFindEnd(input, (byte)'\r', tooLong, out int end) || input.Unread.Length < end + 2)
        {
            return false;
        }

        if (!KeyspaceNumber.TryInteger(input.Unread[1..end], out length))
        {
            return Refuse(invalid);
        }

        input.Skip(end + 2);
        return true;
    }

    /// <summary>Looks for the end of a line, but at no byte twice.</summary>
    private bool TryFindEnd(ReceiveBuffer input, byte mark, string tooLong, out int end)
    {
        ReadOnlySpan<byte> unread = input.Unread;
        ReadOnlySpan<byte> line = unread[..Math.Min(unread.Length, limits.MaxInlineBytes + 1)];
        end = line[_searched..].IndexOf(mark);
        if (end >= 0)
        {
            end += _searched;

            // What follows the carriage return may be missing: it is found again.
            _searched = 0;
            return true;
        }

        _searched = line.Length;
        return line.Length > limits.MaxInlineBytes && Refuse(tooLong);
    }

    private bool Refuse(string error)
    {
        Error = $"Protocol error: {error}";
        return false;
    }
}
