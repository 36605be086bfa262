namespace RedisAi.AspNetCore.Deployments.Archives;

/// <summary>Reads a tar archive while it comes, entry by entry: those of POSIX, GNU and before.</summary>
/// <remarks>
/// The framework's reader takes as much memory as a header announces before a byte of it has come, up to two gigabytes for a header of 512 bytes. This one
/// takes a fixed amount, and knows files and folders only: links and devices are refused.
/// </remarks>
/// <param name="archive">The archive; read from where it is, and not disposed.</param>
internal sealed class TarEntries(Stream archive)
{
    /// <summary>What may stand in front of an entry: a name, times, some attributes.</summary>
    private const int MaxNotesBytes = 64 << 10;

    private readonly byte[] _block = new byte[TarHeader.Bytes];
    private long _left;
    private int _padding;

    /// <summary>Goes to the next file or folder; what was not read of the one before is passed over.</summary>
    /// <returns>Null at the archive's end.</returns>
    /// <exception cref="MLflow.MlflowException">The archive is damaged, ends early, or has something else.</exception>
    public async Task<TarEntry?> NextAsync(CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken).ConfigureAwait(false);
        PaxRecords pax = default;
        string? longName = null;
        while (true)
        {
            await ReadExactlyAsync(_block, cancellationToken).ConfigureAwait(false);
            if (!_block.AsSpan().ContainsAnyExcept((byte)0))
            {
                return null;
            }

            TarHeader header = TarHeader.Read(_block);
            switch (header.Type)
            {
                case 'x':
                    pax = PaxRecords.Read(await ReadNotesAsync(header, cancellationToken).ConfigureAwait(false));
                    break;
                case 'g':
                    // Those of git archive, which say of which commit it is.
                    if (PaxRecords.Read(await ReadNotesAsync(header, cancellationToken).ConfigureAwait(false)) != default)
                    {
                        throw ArchiveErrors.Refused("it gives all entries one name or size");
                    }

                    break;
                case 'L':
                    longName = TarText.Read(await ReadNotesAsync(header, cancellationToken).ConfigureAwait(false));
                    break;
                default:
                    return Begin(header with { Name = pax.Path ?? longName ?? header.Name, Size = pax.Size ?? header.Size });
            }
        }
    }

    /// <summary>Reads bytes of the file.</summary>
    /// <returns>How many; 0 at its end.</returns>
    /// <exception cref="MLflow.MlflowException">The archive ends early.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_left == 0)
        {
            return 0;
        }

        int read = await archive.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _left)], cancellationToken).ConfigureAwait(false);
        _left -= read;
        return read > 0 ? read : throw EndsEarly();
    }

    private TarEntry Begin(TarHeader header)
    {
        bool isFolder = header.Type switch
        {
            '5' => true,
            '0' or '\0' => header.Name.EndsWith('/'),
            '1' or '2' => throw Other(header, "a link; pack it with --dereference (-h), which takes what links lead to"),
            '3' or '4' => throw Other(header, "a device"),
            '6' => throw Other(header, "a pipe"),
            'S' => throw Other(header, "a file with holes; pack it without --sparse"),
            _ => throw Other(header, "neither a file nor a folder"),
        };
        if (isFolder && header.Size > 0)
        {
            throw Other(header, "a folder with a size");
        }

        Expect(header.Size);
        return new TarEntry(header.Name, header.Size, isFolder);
    }

    private void Expect(long bytes)
    {
        _left = bytes;
        _padding = (int)(-bytes & (TarHeader.Bytes - 1));
    }

    private async Task<byte[]> ReadNotesAsync(TarHeader header, CancellationToken cancellationToken)
    {
        if (header.Size > MaxNotesBytes)
        {
            throw ArchiveErrors.Refused($"what stands in front of an entry has {header.Size} bytes; {MaxNotesBytes} are the limit");
        }

        byte[] notes = new byte[header.Size];
        await ReadExactlyAsync(notes, cancellationToken).ConfigureAwait(false);
        Expect(header.Size);
        _left = 0;
        await PassAsync(cancellationToken).ConfigureAwait(false);
        return notes;
    }

    /// <summary>Passes over what is left of an entry, and over what fills its last block.</summary>
    private async Task PassAsync(CancellationToken cancellationToken)
    {
        while (await ReadAsync(_block, cancellationToken).ConfigureAwait(false) > 0)
        {
        }

        await ReadExactlyAsync(_block.AsMemory(0, _padding), cancellationToken).ConfigureAwait(false);
        _padding = 0;
    }

    private async Task ReadExactlyAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (await archive.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) < buffer.Length)
        {
            throw EndsEarly();
        }
    }

    private static MLflow.MlflowException Other(TarHeader header, string what) =>
        ArchiveErrors.Refused($"'{MLflow.Uris.ShownUri.OfText(header.Name)}' is {what}; a model's folder has files and folders only");

    private static MLflow.MlflowException EndsEarly() => ArchiveErrors.Refused("it ends in the middle, or has no end; was it cut?");
}
