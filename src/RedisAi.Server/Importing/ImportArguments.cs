using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RedisAi.Client.Protocol;

namespace RedisAi.Server.Importing;

/// <summary>The command line of the import.</summary>
internal static class ImportArguments
{
    public const string Usage =
        """
        Usage: RedisAi.Server import URL (--store FILE | --into URL) [--match PATTERN] [--replace] [--cpu] [--cacert FILE]
        Reads the tensors, models and scripts of a running RedisAI, and writes them into a file for --store, or into a running RedisAi.Server.
          URL              redis://[user:password@]host[:port][/database], or rediss:// to encrypt. Without a password REDISCLI_AUTH is looked for.
          --match PATTERN  Only keys like it, as in KEYS.
          --replace        Write also what is there already; without it an import that was interrupted goes on when it is begun again.
          --cpu            Store models and scripts for the processor, whatever their device was.
          --cacert FILE    Whom to believe that a certificate is the server's, as PEM.
        Ends with 0 when all were imported, 3 when some were left out (it says which and why), 1 when it could not go on, and 2 when it was not understood.
        """;

    /// <summary>Reads a command line.</summary>
    /// <param name="arguments">What follows the word import.</param>
    /// <param name="password">The password of the server that is read from, if its address has none.</param>
    /// <param name="error">What is wrong, when null is returned.</param>
    public static ImportSettings? Parse(IReadOnlyList<string> arguments, string? password, out string? error)
    {
        Dictionary<string, string> values = [];
        for (int i = 0; i < arguments.Count; i++)
        {
            string name = arguments[i].StartsWith("--", StringComparison.Ordinal) ? arguments[i] : "URL";
            string? value = name switch
            {
                "URL" => arguments[i],
                "--replace" or "--cpu" => "",
                "--store" or "--into" or "--match" or "--cacert" when i + 1 < arguments.Count => arguments[++i],
                _ => null,
            };
            if (value is null || !values.TryAdd(name, value))
            {
                error = $"'{arguments[i]}' is not understood, lacks a value, or is there twice.";
                return null;
            }
        }

        return Make(values, password, out error);
    }

    private static ImportSettings? Make(Dictionary<string, string> values, string? password, out string? error)
    {
        RedisUrl? source = Url(values, "URL", out error);
        RedisUrl? into = error is null && values.ContainsKey("--into") ? Url(values, "--into", out error) : null;
        if (error is null && values.ContainsKey("--into") == values.ContainsKey("--store"))
        {
            error = "There must be --store FILE or --into URL, and not both.";
        }

        X509Certificate2Collection? authorities = error is null && values.TryGetValue("--cacert", out string? path) ? Authorities(path, out error) : null;
        return error is not null ? null : new ImportSettings
        {
            Source = source! with { Password = source.Password ?? password },
            Into = into,
            Store = values.GetValueOrDefault("--store"),
            Pattern = values.GetValueOrDefault("--match", "*"),
            Replaces = values.ContainsKey("--replace"),
            UsesCpu = values.ContainsKey("--cpu"),
            Authorities = authorities,
        };
    }

    private static RedisUrl? Url(Dictionary<string, string> values, string name, out string? error)
    {
        RedisUrl? url = values.TryGetValue(name, out string? text) ? RedisUrl.TryParse(text) : null;

        // Not told as it is: it may have a password.
        error = url is not null ? null : text is null ? "There is no URL to read from." : $"{name} {RedisUrl.Expected}";
        return url;
    }

    private static X509Certificate2Collection? Authorities(string path, out string? error)
    {
        try
        {
            X509Certificate2Collection authorities = [];
            authorities.ImportFromPemFile(path);
            error = authorities.Count > 0 ? null : $"'{path}' has no certificate.";
            return authorities;
        }
        catch (Exception problem) when (problem is CryptographicException or IOException or UnauthorizedAccessException)
        {
            error = $"'{path}' cannot be read: {problem.Message}";
            return null;
        }
    }
}
