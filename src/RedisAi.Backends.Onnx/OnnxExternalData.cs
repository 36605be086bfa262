using Microsoft.Win32.SafeHandles;

namespace RedisAi.Backends.Onnx;

/// <summary>Keeps the weights that a model has in other files within its folder.</summary>
/// <remarks>
/// ONNX Runtime 1.30 does the same for files; older ones do less, and a model given as bytes it lets read from the current directory.
/// </remarks>
internal static class OnnxExternalData
{
    /// <summary>Links that lead to folders that are links: no honest folder comes near.</summary>
    private const int MaxLinks = 32;

    /// <exception cref="ModelLoadException">The model names a file outside its folder, has no folder, or cannot be read to its end.</exception>
    public static IReadOnlyList<ExternalFile> Find(ModelContent content, OnnxModelOptions options)
    {
        if (OnnxFormat.IsReadAsOrt(content, options))
        {
            // Not protobuf: only the runtime reads it.
            return [];
        }

        List<ExternalFile> files = [];
        foreach (string location in content.Path is { } path ? ReadFile(path) : OnnxExternalDataReader.Read(new ProtobufReader(content.Bytes)))
        {
            string root = content.Path is null
                ? options.ExternalDataFolder ?? throw new ModelLoadException(
                    $"It keeps weights in the file '{location}', but came as bytes: store it from its file, or set {nameof(OnnxModelOptions)}.{nameof(OnnxModelOptions.ExternalDataFolder)}.")
                : Path.GetDirectoryName(content.Path)!;
            root = Path.GetFullPath(root);
            CheckConfined(root, location);
            files.Add(new ExternalFile(location, Path.Combine(root, location)));
        }

        return files;
    }

    private static void CheckConfined(string root, string location)
    {
        if (!IsConfined(root, location))
        {
            throw new ModelLoadException($"It keeps weights in '{location}', which is not within its folder '{root}'.");
        }
    }

    private static bool IsConfined(string root, string location)
    {
        if (location.Length == 0 || location.Contains('\0', StringComparison.Ordinal) || Path.IsPathRooted(location))
        {
            return false;
        }

        string full = Path.GetFullPath(Path.Combine(root, location));
        try
        {
            return IsBelow(root, full) && !LeadsOut(root, full, links: 0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A link that leads to itself, or whose target may not be read.
            return false;
        }
    }

    /// <summary>Whether the file, or a folder on the way to it, is a link out of the model's folder.</summary>
    private static bool LeadsOut(string root, string path, int links)
    {
        for (string? current = path; current is not null && IsBelow(root, current); current = Path.GetDirectoryName(current))
        {
            FileSystemInfo entry = Directory.Exists(current) ? new DirectoryInfo(current) : new FileInfo(current);
            if (entry.Exists
                && entry.ResolveLinkTarget(returnFinalTarget: true) is { } target
                && (links == MaxLinks || !IsBelow(root, target.FullName) || LeadsOut(root, target.FullName, links + 1)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsBelow(string root, string path) =>
        path.StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>Only what holds names is read: weights inside the file are jumped over.</summary>
    private static IReadOnlyCollection<string> ReadFile(string path)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        return OnnxExternalDataReader.Read(new ProtobufReader(file, RandomAccess.GetLength(file)));
    }
}
