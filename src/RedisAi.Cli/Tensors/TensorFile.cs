using RedisAi.Cli.CommandLine;
using RedisAi.Tensors.Formats;

namespace RedisAi.Cli.Tensors;

/// <summary>Files of tensors, by the ends of their names: .npy for one, .safetensors for several.</summary>
internal static class TensorFile
{
    /// <summary>Whether a file holds one tensor, which has no name.</summary>
    /// <exception cref="CliException">Its name says nothing.</exception>
    public static bool HoldsOne(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".NPY" => true,
        ".SAFETENSORS" => false,
        _ => throw CliException.NotUnderstood($"The format of '{path}' is not known: its name must end in .npy, for one tensor, or in .safetensors."),
    };

    /// <summary>Reads a file; the tensors are the caller's to dispose.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What the tensor of an .npy file is called.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<IReadOnlyList<StoredTensor>> ReadAsync(string path, string name, CancellationToken cancellationToken) => HoldsOne(path)
        ? [new StoredTensor(name, await NpyFile.LoadAsync(GivenFile.Require(path), cancellationToken).ConfigureAwait(false), ExpiresAt: null)]
        : await TensorSnapshotFile.ReadAsync(GivenFile.Require(path), cancellationToken).ConfigureAwait(false);

    /// <summary>Writes a file, in place of one that is there.</summary>
    public static Task WriteAsync(string path, IReadOnlyList<StoredTensor> tensors, CancellationToken cancellationToken) => HoldsOne(path)
        ? NpyFile.SaveAsync(path, tensors[0].Tensor, cancellationToken)
        : TensorSnapshotFile.WriteAsync(path, tensors, cancellationToken);
}
