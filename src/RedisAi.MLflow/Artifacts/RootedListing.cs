using RedisAi.MLflow.Rest.Messages;
using RedisAi.MLflow.Uris;

namespace RedisAi.MLflow.Artifacts;

/// <summary>Lists whose paths begin at the root of a run or a logged model, above the folder that is asked for.</summary>
internal static class RootedListing
{
    /// <summary>What is in a folder, with paths from the store's root on.</summary>
    /// <param name="files">What the server says.</param>
    /// <param name="root">The path of the store's root.</param>
    /// <param name="folder">The folder, from the store's root on.</param>
    /// <param name="name">What messages call the store.</param>
    /// <exception cref="MlflowException">The server names what is not in that folder.</exception>
    public static async Task<IReadOnlyList<ArtifactEntry>> CollectAsync(IAsyncEnumerable<FileFacts> files, string root, string folder, string name)
    {
        string asked = SafePath.Join(root, folder);
        string prefix = asked.Length == 0 ? "" : asked + "/";
        List<ArtifactEntry> entries = [];
        await foreach (FileFacts file in files.ConfigureAwait(false))
        {
            string path = SafePath.Check(file.Path ?? "", $"a file in {name}");
            if (path.Length <= prefix.Length || !path.StartsWith(prefix, StringComparison.Ordinal) || path.IndexOf('/', prefix.Length) >= 0)
            {
                throw new MlflowException(
                    $"The server lists '{ShownUri.OfText(path)}' as a file in '{asked}' of {name}, where it is not.", MlflowErrorCodes.InternalError);
            }

            entries.Add(new ArtifactEntry(SafePath.Join(folder, path[prefix.Length..]), file.IsDir, file.FileSize));
        }

        return entries;
    }
}
