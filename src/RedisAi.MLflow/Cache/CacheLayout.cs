using System.Security.Cryptography;
using System.Text;

namespace RedisAi.MLflow.Cache;

/// <summary>Where everything is in the folder of the cache.</summary>
/// <param name="root">The folder; null for the usual one.</param>
/// <remarks>
/// <c>entries/KEY</c> is a whole model: <c>files</c>, <c>manifest.json</c>, and <c>used</c>, whose time is that of its last use. <c>partial/KEY</c> is one that is being
/// downloaded, or was; it becomes an entry by being renamed. <c>locks/KEY</c> is locked, shared, by those who use it, and alone by who downloads or removes it; these
/// files stay, since to remove one would let two others lock two different ones. <c>last-good</c> says which model was the last good one for an address.
/// </remarks>
internal sealed class CacheLayout(string? root)
{
    private const int KeyBytes = 20;

    /// <summary>Found out when it is needed: who downloads nothing needs none.</summary>
    private readonly Lazy<string> _root = new(() => root is null ? DefaultRoot() : Path.GetFullPath(root));

    /// <summary>The name of the file that says what an entry has.</summary>
    public const string ManifestFile = "manifest.json";

    /// <summary>The name of the file whose time is that of the last use.</summary>
    public const string UsedFile = "used";

    public string Entries => Path.Combine(_root.Value, "entries");

    public string Partials => Path.Combine(_root.Value, "partial");

    /// <summary>What is being removed.</summary>
    public string Trash => Path.Combine(_root.Value, "trash");

    /// <summary>Locked by the one who makes room.</summary>
    public string SweepLock => Path.Combine(_root.Value, "sweep.lock");

    public string Entry(string key) => Path.Combine(Entries, key);

    public string Partial(string key) => Path.Combine(Partials, key);

    public string Lock(string key) => Path.Combine(_root.Value, "locks", key);

    public string LastGood(string key) => Path.Combine(_root.Value, "last-good", key + ".json");

    /// <summary>The files of an entry or of a partial one.</summary>
    public static string FilesOf(string folder) => Path.Combine(folder, "files");

    /// <summary>The name that stands for an identity.</summary>
    public static string KeyOf(string identity) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)).AsSpan(0, KeyBytes));

    /// <summary>Makes the folders that are not there.</summary>
    /// <exception cref="MlflowException">The settings name none, and the user has none.</exception>
    /// <exception cref="IOException">They cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">They may not be made.</exception>
    public void Create()
    {
        foreach (string folder in (ReadOnlySpan<string>)[Entries, Partials, Trash, Path.Combine(_root.Value, "locks"), Path.Combine(_root.Value, "last-good")])
        {
            Directory.CreateDirectory(folder);
        }
    }

    /// <summary>Where the cache is unless the settings say otherwise.</summary>
    /// <exception cref="MlflowException">The user has no folder.</exception>
    private static string DefaultRoot()
    {
        string caches = OperatingSystem.IsWindows()
            ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } named ? named : HomeCaches();
        return Path.IsPathRooted(caches)
            ? Path.Combine(caches, "redisai", "mlflow")
            : throw new MlflowException("There is no folder for the cache of MLflow models, since the user has none: set Cache.Folder.", MlflowErrorCodes.InvalidParameterValue);
    }

    private static string HomeCaches() =>
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } home ? Path.Combine(home, ".cache") : "";
}
