namespace RedisAi.MLflow.Uris;

/// <summary>Reads <c>file:</c>.</summary>
internal static class FileUri
{
    private const string Expected = "file:///folder/model";

    public static MlflowUri Parse(string text)
    {
        string rest = text["file:".Length..];
        if (rest.StartsWith("//", StringComparison.Ordinal))
        {
            int end = rest.IndexOf('/', 2);
            string host = end < 0 ? rest[2..] : rest[2..end];
            rest = end < 0 ? "" : rest[end..];
            if (host.Length > 0 && !host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            {
                throw MlflowUriParser.Wrong(text, $"it names the machine '{host}', and only files of this one can be read", Expected);
            }
        }

        if (rest.AsSpan().IndexOfAny('?', '#') >= 0)
        {
            throw MlflowUriParser.Wrong(text, "'?' and '#' have a meaning in it", "%3F and %23 in their place, or the plain path");
        }

        string path = Uri.UnescapeDataString(rest);
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
        {
            throw MlflowUriParser.Wrong(text, "it names no path", Expected);
        }

        return new MlflowUri(MlflowUriKind.LocalFolder, text) { Scheme = "file", Path = OfSystem(path) };
    }

    /// <summary>On Windows, <c>/C:/folder</c> is <c>C:/folder</c>.</summary>
    private static string OfSystem(string path) =>
        OperatingSystem.IsWindows() && path.Length >= 3 && path[0] == '/' && char.IsAsciiLetter(path[1]) && path[2] == ':' ? path[1..] : path;
}
