using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RedisAi.MLflow.Artifacts;

/// <summary>All files below a folder, sorted by their paths. Immutable.</summary>
/// <param name="Files">The files.</param>
internal sealed record ArtifactTree(IReadOnlyList<ArtifactEntry> Files)
{
    /// <summary>The file that makes a folder a model.</summary>
    public const string ModelFile = "MLmodel";

    /// <summary>Whether the folder is that of a model.</summary>
    public bool IsModel => Files.Any(static file => file.Path == ModelFile);

    /// <summary>How many bytes they have, as far as the server says so; what it says may be anything, so the sum stays at the largest number.</summary>
    public long Bytes => Files.Aggregate(0L, static (sum, file) => long.MaxValue - sum < (file.Size ?? 0) ? long.MaxValue : sum + (file.Size ?? 0));

    /// <summary>Changes with the names and sizes of the files; the server tells nothing else of them.</summary>
    public string Fingerprint()
    {
        string text = string.Concat(Files.Select(static file => string.Create(CultureInfo.InvariantCulture, $"{file.Path}\n{file.Size ?? -1}\n")));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
