using RedisAi.Backends;

namespace RedisAi.Importers.Reading;

/// <summary>Reads a model from its start to its end, a file in pieces, so that it is never in memory as a whole. Used by one thread.</summary>
internal sealed class ByteInput : IDisposable
{
    private const int PieceLength = 1 << 16;

    private readonly Stream? _stream;
    private readonly byte[] _piece = [];
    private readonly CancellationToken _cancellationToken;
    private ReadOnlyMemory<byte> _window;
    private int _at;

    /// <summary>Where in the model the window begins.</summary>
    private long _start;

    /// <summary>Opens a model.</summary>
    /// <param name="content">The model.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ModelLoadException">The file cannot be read.</exception>
    public ByteInput(ModelContent content, CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;
        if (content.Path is null)
        {
            _window = content.Bytes;
            Length = _window.Length;
            return;
        }

        _stream = content.OpenRead();
        _piece = new byte[PieceLength];
        Length = _stream.Length;
    }

    /// <summary>How many bytes the model has.</summary>
    public long Length { get; }

    /// <summary>Where it is read, from 0.</summary>
    public long Position => _start + _at;

    /// <summary>How many bytes are not read yet.</summary>
    public long Left => Length - Position;

    /// <summary>What is at hand, without reading on; at least one byte unless the model has ended.</summary>
    public ReadOnlySpan<byte> Window
    {
        get
        {
            if (_at == _window.Length)
            {
                Fill();
            }

            return _window.Span[_at..];
        }
    }

    /// <summary>The next byte, which is not taken; -1 at the end.</summary>
    public int Peek()
    {
        ReadOnlySpan<byte> window = Window;
        return window.IsEmpty ? -1 : window[0];
    }

    /// <summary>Takes bytes of the window.</summary>
    public void Advance(int count) => _at += count;

    /// <summary>Takes a byte.</summary>
    /// <exception cref="ModelLoadException">The model has ended.</exception>
    public byte Next()
    {
        ReadOnlySpan<byte> window = Window;
        if (window.IsEmpty)
        {
            throw Ended();
        }

        _at++;
        return window[0];
    }

    /// <summary>Takes as many bytes as fit.</summary>
    /// <exception cref="ModelLoadException">The model has ended.</exception>
    public void Read(Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            ReadOnlySpan<byte> window = Window;
            if (window.IsEmpty)
            {
                throw Ended();
            }

            int count = Math.Min(bytes.Length, window.Length);
            window[..count].CopyTo(bytes);
            _at += count;
            bytes = bytes[count..];
        }
    }

    /// <summary>Passes bytes over.</summary>
    /// <exception cref="ModelLoadException">The model has ended.</exception>
    public void Skip(long count)
    {
        if (count > Left)
        {
            throw Ended();
        }

        if (count <= _window.Length - _at)
        {
            _at += (int)count;
            return;
        }

        _start = Position + count;
        _stream!.Position = _start;
        _window = default;
        _at = 0;
    }

    /// <summary>An error that says where it is.</summary>
    public ModelLoadException Wrong(string what) => new($"{what}, at byte {Position} of {Length}.");

    /// <inheritdoc/>
    public void Dispose() => _stream?.Dispose();

    private ModelLoadException Ended() => Wrong("The file ends within a value");

    private void Fill()
    {
        if (_stream is null || Left == 0)
        {
            return;
        }

        _cancellationToken.ThrowIfCancellationRequested();
        _start += _at;
        _at = 0;
        int count = _stream.Read(_piece);
        _window = _piece.AsMemory(0, count);
    }
}
