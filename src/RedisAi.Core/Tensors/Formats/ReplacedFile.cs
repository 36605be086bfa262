namespace RedisAi.Tensors.Formats;

/// <summary>Writes files so that at any moment, after a crash too, a path names the old contents or the new, never a part of them.</summary>
internal static class ReplacedFile
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>Puts new contents under a path.</summary>
    /// <param name="path">A file that is there or not. A symbolic link stays one: what it leads to is replaced.</param>
    /// <param name="byteLength">How long the file will be: a disk without so much room is noticed before anything is written.</param>
    /// <param name="write">Writes the contents. If it throws, nothing has changed.</param>
    /// <exception cref="IOException">The file could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Its folder may not be written to.</exception>
    public static void Write(string path, long byteLength, Action<FileStream> write)
    {
        // A rename does not follow links, and works within one file system only: hence beside what the link leads to.
        FileInfo file = new(path);
        string target = (file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) ?? file).FullName;
        string temporary = $"{target}.{Path.GetRandomFileName()}.tmp";
        try
        {
            using FileStream stream = Create(target, temporary, byteLength);
            KeepMode(target, stream);
            write(stream);

            // First the contents, then the name: the other way round, the name could outlive a crash and the contents not.
            stream.Flush(flushToDisk: true);
            File.Move(temporary, target, overwrite: true);
            FlushRename(stream);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
    }

    private static FileStream Create(string target, string temporary, long byteLength)
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,

            // Windows renames an open file only if it was opened so.
            Share = FileShare.Delete,
            BufferSize = BufferBytes,
            PreallocationSize = byteLength,
        };
        try
        {
            return new FileStream(temporary, options);
        }
        catch (DirectoryNotFoundException error)
        {
            // The runtime's own message names a file that nobody asked for.
            throw new DirectoryNotFoundException($"The file '{target}' cannot be written: there is no folder '{Path.GetDirectoryName(target)}'.", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new UnauthorizedAccessException($"The file '{target}' cannot be written: nothing may be written to the folder '{Path.GetDirectoryName(target)}'.", error);
        }
    }

    /// <summary>Gives the new file the permissions of the old: what was private stays so.</summary>
    private static void KeepMode(string target, FileStream stream)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(target))
        {
            File.SetUnixFileMode(stream.SafeFileHandle, File.GetUnixFileMode(target));
        }
    }

    /// <summary>Brings the rename to disk as well, as far as that can be had.</summary>
    /// <remarks>
    /// POSIX would have the folder itself flushed, but .NET opens no folders. Flushing the file once more does the same on the
    /// journalling file systems of Linux, whose journal carries the rename with the file's own changes. Where it does not, a crash soon
    /// after a save may bring back the old file: an older state, but a whole one. Windows logs renames itself.
    /// </remarks>
    private static void FlushRename(FileStream stream)
    {
        if (!OperatingSystem.IsWindows())
        {
            RandomAccess.FlushToDisk(stream.SafeFileHandle);
        }
    }

    private static void TryDelete(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The caller is to see why the write failed, not that the rest of it could not be cleared away.
        }
    }
}
