using System.IO.Compression;

namespace RedisAi.Samples.Pictures;

/// <summary>Reads the rows of a PNG one after another, and takes back what the filter of each row did.</summary>
internal sealed class PngRows : IDisposable
{
    private readonly string _name;
    private readonly int _pixel;
    private readonly ZLibStream _bytes;
    private byte[] _row;
    private byte[] _above;

    /// <param name="header">The size of a row.</param>
    /// <param name="compressed">The content of all the picture's data chunks.</param>
    /// <param name="name">What messages call the file.</param>
    public PngRows(PngHeader header, Stream compressed, string name)
    {
        _name = name;
        _pixel = header.Channels;
        _bytes = new ZLibStream(compressed, CompressionMode.Decompress, leaveOpen: true);
        _row = new byte[header.RowLength];
        _above = new byte[header.RowLength];
    }

    /// <summary>Gives the next row, until the next call.</summary>
    public ReadOnlySpan<byte> Next()
    {
        (_row, _above) = (_above, _row);
        Unfilter(ReadRow());
        return _row;
    }

    public void Dispose() => _bytes.Dispose();

    /// <summary>Reads a row as it is stored, and gives its filter.</summary>
    private int ReadRow()
    {
        try
        {
            int filter = _bytes.ReadByte();
            if (filter >= 0 && _bytes.ReadAtLeast(_row, _row.Length, throwOnEndOfStream: false) == _row.Length)
            {
                return filter;
            }
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"'{_name}' is damaged: {error.Message}", error);
        }

        throw new InvalidDataException($"'{_name}' is damaged: it ends before the last row.");
    }

    private void Unfilter(int filter)
    {
        if (filter > 4)
        {
            throw new InvalidDataException($"'{_name}' is damaged: a row has the filter {filter}, and filters are 0 to 4.");
        }

        for (int i = 0; filter != 0 && i < _row.Length; i++)
        {
            // Left of the first pixel everything is 0, and so it is above the first row.
            byte left = i < _pixel ? (byte)0 : _row[i - _pixel];
            byte aboveLeft = i < _pixel ? (byte)0 : _above[i - _pixel];
            int predicted = filter switch
            {
                1 => left,
                2 => _above[i],
                3 => (left + _above[i]) / 2,
                _ => Paeth(left, _above[i], aboveLeft),
            };
            _row[i] = (byte)(_row[i] + predicted);
        }
    }

    /// <summary>Whichever of the three is nearest to left + above - aboveLeft; the first of them, when two are.</summary>
    private static byte Paeth(byte left, byte above, byte aboveLeft)
    {
        int toLeft = Math.Abs(above - aboveLeft);
        int toAbove = Math.Abs(left - aboveLeft);
        int toAboveLeft = Math.Abs(left + above - (2 * aboveLeft));
        if (toLeft <= toAbove && toLeft <= toAboveLeft)
        {
            return left;
        }

        return toAbove <= toAboveLeft ? above : aboveLeft;
    }
}
