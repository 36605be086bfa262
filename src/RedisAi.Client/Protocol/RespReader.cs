using System.Globalization;
using System.Text;

namespace RedisAi.Client.Protocol;

/// <summary>Reads replies in RESP2. Memory is taken as bytes come, whatever a length promises.</summary>
/// <param name="stream">Where they come from; not disposed.</param>
/// <param name="limits">How much a reply may be.</param>
/// <param name="time">The clock.</param>
internal sealed class RespReader(Stream stream, RespLimits limits, TimeProvider time)
{
    private const int BufferBytes = 64 << 10;

    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _start;
    private int _end;

    // Of the reply that is being read.
    private long _bytesLeft;
    private int _itemsLeft;
    private TimeSpan _patience;

    /// <summary>How much was received so far.</summary>
    public long Bytes { get; private set; }

    /// <param name="cancellationToken">Ends it; nothing after that can be understood.</param>
    /// <param name="patience">How long the server may say nothing; null for what the limits say.</param>
    /// <exception cref="InvalidDataException">What comes is no reply, or too large a one; nothing after it can be understood.</exception>
    /// <exception cref="EndOfStreamException">The server has closed the connection.</exception>
    /// <exception cref="TimeoutException">The server says nothing.</exception>
    public ValueTask<RespReply> ReadAsync(CancellationToken cancellationToken, TimeSpan? patience = null)
    {
        _patience = patience ?? limits.Patience;
        _bytesLeft = limits.MaxReplyBytes;
        _itemsLeft = limits.MaxItems;
        return ReadAsync(limits.MaxDepth, cancellationToken);
    }

    private async ValueTask<RespReply> ReadAsync(int depth, CancellationToken cancellationToken)
    {
        byte[] line = await LineAsync(cancellationToken).ConfigureAwait(false);
        ReadOnlyMemory<byte> text = line.AsMemory(Math.Min(1, line.Length));
        switch (line.Length == 0 ? '\0' : (char)line[0])
        {
            case '+':
                return new RespReply(RespKind.Status, text, []);
            case '-':
                return new RespReply(RespKind.Error, text, []);
            case ':':
                Length(line, long.MinValue, long.MaxValue, "number");
                return new RespReply(RespKind.Integer, text, []);
            case '$':
                int length = (int)Length(line, -1, Math.Min(limits.MaxBulkBytes, _bytesLeft), "length of a text");
                return length < 0 ? RespReply.Null : new RespReply(RespKind.Bulk, await BulkAsync(length, cancellationToken).ConfigureAwait(false), []);
            case '*':
                int count = (int)Length(line, -1, _itemsLeft, "length of an array");
                return count < 0 ? RespReply.Null : RespReply.FromArray(await ItemsAsync(count, depth, cancellationToken).ConfigureAwait(false));
            default:
                throw new InvalidDataException($"The server's reply begins as '{Shown.Text(line)}', which is none of Redis'.");
        }
    }

    private async ValueTask<List<RespReply>> ItemsAsync(int count, int depth, CancellationToken cancellationToken)
    {
        if (depth == 0)
        {
            throw new InvalidDataException($"The server's reply has arrays more than {limits.MaxDepth} deep in each other.");
        }

        _itemsLeft -= count;
        List<RespReply> items = [];
        for (int i = 0; i < count; i++)
        {
            items.Add(await ReadAsync(depth - 1, cancellationToken).ConfigureAwait(false));
        }

        return items;
    }

    private async ValueTask<byte[]> BulkAsync(int length, CancellationToken cancellationToken)
    {
        _bytesLeft -= length;
        byte[] bytes = new byte[Math.Min(length, BufferBytes)];
        for (int have = 0; have < length;)
        {
            if (have == bytes.Length)
            {
                Array.Resize(ref bytes, (int)Math.Min(length, 2L * have));
            }

            int read = await ReadAsync(bytes.AsMemory(have), cancellationToken).ConfigureAwait(false);
            have += read;
        }

        await LineAsync(cancellationToken).ConfigureAwait(false);
        return bytes;
    }

    /// <summary>The next line without its end.</summary>
    private async ValueTask<byte[]> LineAsync(CancellationToken cancellationToken)
    {
        List<byte> line = [];
        while (true)
        {
            await FillAsync(cancellationToken).ConfigureAwait(false);
            int end = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            int length = end < 0 ? _end - _start : end + 1;
            if (line.Count + length > limits.MaxLineBytes)
            {
                throw new InvalidDataException($"The server's reply has a line of more than {limits.MaxLineBytes} bytes.");
            }

            line.AddRange(_buffer.AsSpan(_start, length));
            _start += length;
            if (end >= 0)
            {
                return line is [.., (byte)'\r', (byte)'\n'] ? [.. line[..^2]] : throw new InvalidDataException($"The server's reply has a line that ends wrongly: '{Shown.Text([.. line])}'.");
            }
        }
    }

    /// <summary>Reads some bytes of a long text: those that are there, or straight into its place.</summary>
    private async ValueTask<int> ReadAsync(Memory<byte> room, CancellationToken cancellationToken)
    {
        if (_start == _end && room.Length >= BufferBytes)
        {
            return await ReceiveAsync(room, cancellationToken).ConfigureAwait(false);
        }

        await FillAsync(cancellationToken).ConfigureAwait(false);
        int length = Math.Min(room.Length, _end - _start);
        _buffer.AsSpan(_start, length).CopyTo(room.Span);
        _start += length;
        return length;
    }

    /// <summary>Sees to it that there is something in the buffer.</summary>
    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_start == _end)
        {
            _start = 0;
            _end = await ReceiveAsync(_buffer, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<int> ReceiveAsync(Memory<byte> room, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = new(_patience, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            int received = await stream.ReadAsync(room, both.Token).ConfigureAwait(false);
            Bytes += received;
            return received > 0 ? received : throw new EndOfStreamException("The server has closed the connection.");
        }
        catch (OperationCanceledException error) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The server has said nothing for {_patience.TotalSeconds} seconds.", error);
        }
    }

    private static long Length(ReadOnlySpan<byte> line, long least, long most, string what)
    {
        if (!long.TryParse(line[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
        {
            throw new InvalidDataException($"The server's reply has '{Shown.Text(Encoding.Latin1.GetString(line[1..]))}' for a {what}.");
        }

        return number >= least && number <= most ? number : throw new InvalidDataException($"The server's reply has {number} for a {what}; at most {most} is read.");
    }
}
