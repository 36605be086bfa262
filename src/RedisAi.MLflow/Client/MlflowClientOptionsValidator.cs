using RedisAi.MLflow.Rest;

namespace RedisAi.MLflow.Client;

/// <summary>Checks the settings of a client.</summary>
internal static class MlflowClientOptionsValidator
{
    private const int MostParallel = 256;
    private const int MostRetries = 100;
    private const int LongestFactor = 3600;
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    /// <summary>What is wrong, or null.</summary>
    public static string? FirstError(MlflowClientOptions options) =>
        ServerAddress.Problem(options.TrackingUri, nameof(options.TrackingUri))
        ?? ServerAddress.Problem(options.RegistryUri, nameof(options.RegistryUri))
        ?? HeaderError(nameof(options.Token), options.Token)
        ?? HeaderError(nameof(options.Workspace), options.Workspace)
        ?? TlsError(options.Tls)
        ?? Between(nameof(options.Timeout), options.Timeout, TimeSpan.FromMilliseconds(1), s_longest)
        ?? Between(nameof(options.MaxBackoff), options.MaxBackoff, TimeSpan.Zero, s_longest)
        ?? Between(nameof(options.MaxRetries), options.MaxRetries, 0, MostRetries)
        ?? Between(nameof(options.BackoffFactor), options.BackoffFactor, 0, LongestFactor)
        ?? Between(nameof(options.BackoffJitter), options.BackoffJitter, 0, LongestFactor)
        ?? Between(nameof(options.MaxParallelDownloads), options.MaxParallelDownloads, 1, MostParallel)
        ?? Between(nameof(options.MaxModelBytes), options.MaxModelBytes, 1, long.MaxValue)
        ?? Between(nameof(options.MaxModelFiles), options.MaxModelFiles, 1, int.MaxValue)
        ?? Between($"{nameof(options.Cache)}:{nameof(options.Cache.MaxBytes)}", options.Cache.MaxBytes, 0, long.MaxValue)
        ?? (options.Cache.Folder is { } folder && string.IsNullOrWhiteSpace(folder) ? $"{nameof(options.Cache)}:{nameof(options.Cache.Folder)} must be a path, or null." : null);

    private static string? TlsError(MlflowTlsOptions tls) =>
        tls is { Insecure: true, ServerCertificatePath: not null }
            ? $"Tls: with {nameof(tls.Insecure)} every certificate is believed, and {nameof(tls.ServerCertificatePath)} says which; set one of them."
            : null;

    private static string? HeaderError(string name, string? value) =>
        value is not null && value.Any(static c => char.IsControl(c) || c > '~') ? $"{name} has characters that no header may have." : null;

    private static string? Between<T>(string name, T value, T least, T most)
        where T : IComparable<T> =>
        value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0 ? null : $"{name} ({value}) must be between {least} and {most}.";
}
