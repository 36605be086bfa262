namespace RedisAi.Cli.CommandLine;

/// <summary>Files that were typed.</summary>
internal static class GivenFile
{
    /// <summary>The path of a file that is to be read.</summary>
    /// <exception cref="CliException">It is not there, or no file.</exception>
    public static string Require(string path) =>
        Directory.Exists(path) ? throw new CliException($"'{path}' is a folder; name a file in it.")
        : File.Exists(path) ? path
        : throw new CliException($"There is no file '{path}'.");
}
