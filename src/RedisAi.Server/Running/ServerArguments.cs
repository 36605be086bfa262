namespace RedisAi.Server.Running;

/// <summary>The command line of the program: Redis' names for some settings, and any setting by its own name.</summary>
internal static class ServerArguments
{
    /// <summary>Redis' names, and the settings that they stand for.</summary>
    public static IReadOnlyDictionary<string, string> Settings => s_settings;

    private static readonly Dictionary<string, string> s_settings = new(StringComparer.Ordinal)
    {
        ["--port"] = "RedisAi:Resp:Port",
        ["--bind"] = "RedisAi:Resp:Address",
        ["--requirepass"] = "RedisAi:Resp:Password",
        ["--unixsocket"] = "RedisAi:Resp:UnixSocketPath",
        ["--maxclients"] = "RedisAi:Resp:MaxClients",
        ["--timeout"] = "RedisAi:Resp:IdleTimeout",
        ["--store"] = "RedisAi:Store:Path",
        ["--durability"] = "RedisAi:Durability:Mode",
        ["--tls-cert-file"] = "RedisAi:Resp:Tls:CertificatePath",
        ["--tls-key-file"] = "RedisAi:Resp:Tls:KeyPath",
    };

    /// <summary>The settings that a command line stands for.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="usage">What to tell whoever wrote it, when it stands for none.</param>
    /// <returns>Null when something is not understood.</returns>
    public static Dictionary<string, string?>? Parse(IReadOnlyList<string> arguments, out string? usage)
    {
        usage = null;
        Dictionary<string, string?> settings = [];
        for (int i = 0; i < arguments.Count; i++)
        {
            string[] parts = arguments[i].Split('=', 2);
            string? key = s_settings.GetValueOrDefault(parts[0])
                ?? (parts[0].StartsWith("--", StringComparison.Ordinal) && parts[0].Contains(':', StringComparison.Ordinal) ? parts[0][2..] : null);
            if (key is null || (parts.Length == 1 && i + 1 == arguments.Count))
            {
                usage = Usage(arguments[i]);
                return null;
            }

            settings[key] = parts.Length == 2 ? parts[1] : arguments[++i];
        }

        return settings;
    }

    private static string Usage(string argument) =>
        $"""
        '{argument}' is not understood, or lacks a value.
        Usage: RedisAi.Server [--port 6379] [--bind ADDRESS] [--requirepass PASSWORD] [--unixsocket PATH] [--maxclients N] [--timeout HH:MM:SS]
                              [--store FILE] [--durability none|interval|everywrite] [--tls-cert-file PATH] [--tls-key-file PATH]
                              [--RedisAi:SETTING VALUE]...
               RedisAi.Server import URL (--store FILE | --into URL)      reads the tensors, models and scripts of a RedisAI; import --help tells more
        Settings may also come from redisai.json, appsettings.json and environment variables (RedisAi__Resp__Password).
        """;
}
