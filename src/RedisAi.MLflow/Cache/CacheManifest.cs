using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace RedisAi.MLflow.Cache;

/// <summary>What an entry of the cache has. It is written last, so an entry with a manifest is whole, or was.</summary>
/// <param name="Format">The number of this form; others are not read.</param>
/// <param name="Identity">What the entry is of.</param>
/// <param name="Files">Its files, sorted by their paths.</param>
internal sealed record CacheManifest(int Format, string Identity, IReadOnlyList<CachedFile> Files)
{
    /// <summary>The form that is written and read.</summary>
    public const int CurrentFormat = 1;

    /// <summary>How many bytes all files have.</summary>
    [JsonIgnore]
    public long Bytes => Files.Sum(static file => file.Size);

    /// <summary>One hash for names, sizes and bytes of all files.</summary>
    public static string DigestOf(IEnumerable<CachedFile> files)
    {
        string text = string.Concat(files.Select(static file => string.Create(CultureInfo.InvariantCulture, $"{file.Path}\n{file.Size}\n{file.Sha256}\n")));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
