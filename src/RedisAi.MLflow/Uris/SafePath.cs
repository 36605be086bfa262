namespace RedisAi.MLflow.Uris;

/// <summary>Relative paths that a user, a server or a file names: none may lead out of its folder, on this machine or on the server, however it is escaped.</summary>
internal static class SafePath
{
    /// <summary>So often may an escape stand for an escape.</summary>
    private const int MaxDecodings = 8;

    private const int LongestPath = 4096;

    /// <summary>Checks a path and writes it in the usual way: <c>/</c> between names, no empty ones, none at the ends.</summary>
    /// <param name="path">The path.</param>
    /// <param name="what">What has it, for the message: <c>the address 'models:/…'</c>.</param>
    /// <returns>The path, which is empty for the folder itself. Escapes stay as they are.</returns>
    /// <exception cref="MlflowException">It leaves its folder, or could.</exception>
    public static string Check(string path, string what)
    {
        string current = path;
        for (int decodings = 0; ; decodings++)
        {
            if (Problem(current) is { } problem)
            {
                throw Refused(path, what, problem);
            }

            string decoded = Uri.UnescapeDataString(current);
            if (decoded == current)
            {
                return Normalize(path);
            }

            if (decodings == MaxDecodings)
            {
                throw Refused(path, what, "it is escaped more often than anybody would");
            }

            current = decoded;
        }
    }

    /// <summary>Checks that something is one name, not a path.</summary>
    /// <exception cref="MlflowException">It is a path, or none.</exception>
    public static string CheckName(string name, string what)
    {
        string path = Check(name, what);
        return path.Length > 0 && path.Length == name.Length && !path.Contains('/', StringComparison.Ordinal)
            ? path
            : throw Refused(name, what, "the name of a file or folder is expected, without folders before it");
    }

    /// <summary>Puts two relative paths together, either of which may be empty.</summary>
    public static string Join(string folder, string path) => folder.Length == 0 ? path : path.Length == 0 ? folder : $"{folder}/{path}";

    /// <summary>Where a path, which was checked, is below a folder of this machine.</summary>
    /// <exception cref="MlflowException">This system has no such names.</exception>
    public static string OnDisk(string root, string path, string what)
    {
        string full = Path.GetFullPath(root);
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (name.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0)
            {
                throw Refused(path, what, $"this system allows no file with the name '{name}'");
            }

            full = Path.Combine(full, name);
        }

        // The names have been looked at one by one; this is for what a system may know that is not known here.
        return full == Path.GetFullPath(full) ? full : throw Refused(path, what, "this system reads it as another path");
    }

    private static string Normalize(string path) =>
        string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(static name => name != "."));

    private static string? Problem(string path)
    {
        if (path.Length > LongestPath)
        {
            return $"it has {path.Length} characters; {LongestPath} are allowed";
        }

        if (path.StartsWith('/'))
        {
            return "it is absolute; a path within the folder is expected";
        }

        if (path.Length >= 2 && path[1] == ':' && char.IsAsciiLetter(path[0]))
        {
            return "it names a drive; a path within the folder is expected";
        }

        foreach (char c in path)
        {
            if (c is '\\' or '#' || char.IsControl(c))
            {
                return c switch
                {
                    '\\' => @"it has a backslash; folders are separated by '/'",
                    '#' => "it has a '#', which MLflow does not allow",
                    _ => $"it has the control character {(int)c}",
                };
            }
        }

        // Windows leaves out dots and blanks at the end of a name, so '.. ' is '..' there.
        return path.Split('/').Any(static name => name.Length > 1 && name.AsSpan().TrimEnd(". ").IsEmpty)
            ? "it leaves the folder"
            : null;
    }

    private static MlflowException Refused(string path, string what, string problem) =>
        new($"The path '{ShownUri.OfText(path)}' of {what} is refused: {problem}.", MlflowErrorCodes.InvalidParameterValue);
}
