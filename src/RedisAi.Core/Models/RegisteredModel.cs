using System.Security.Cryptography;
using RedisAi.Backends;

namespace RedisAi.Models;

/// <summary>What a host has registered under a key, with its digest: whether it is another than when the storage was written.</summary>
/// <param name="Source">Where the model comes from, opened.</param>
/// <param name="Options">How it is loaded.</param>
/// <param name="Digest">Of the model's files and options; null for a C# function, of which nobody can tell whether it is another.</param>
internal sealed record RegisteredModel(ModelSource Source, ModelOptions Options, string? Digest)
{
    private const int PieceBytes = 1 << 20;

    /// <exception cref="ModelLoadException">The model cannot be read, or no backend takes it.</exception>
    public static async Task<RegisteredModel> CreateAsync(string key, ModelSource source, ModelOptions options, ModelLoader loader, CancellationToken cancellationToken)
    {
        ModelContent content = await source.OpenAsync(cancellationToken).ConfigureAwait(false);
        content.Key = key;
        ModelSource opened = ModelSource.Of(content);
        if (content.Function is not null)
        {
            return new RegisteredModel(opened, options, Digest: null);
        }

        // What is imported is one file.
        IBackend? backend = loader.Importers.Find(content) is null ? loader.Backends.Choose(options.Backend, content, key, loader.Importers.Formats) : null;
        return new RegisteredModel(opened, options, await Task.Run(() => DigestOf(content, options, backend, cancellationToken), cancellationToken).ConfigureAwait(false));
    }

    private static string? DigestOf(ModelContent content, ModelOptions options, IBackend? backend, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(KeptModel.OptionsOf(options));
        try
        {
            foreach (DurableContent part in KeptModel.Files(content, backend?.FindExternalFiles(content, options) ?? []).Concat(ModelOptionsJson.InitialStates(options)))
            {
                hash.AppendData(BitConverter.GetBytes(part.ByteLength));
                for (long offset = 0; offset < part.ByteLength; offset += PieceBytes)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    hash.AppendData(part.Piece(offset, (int)Math.Min(PieceBytes, part.ByteLength - offset)));
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ModelLoadException)
        {
            // Loading it says what is wrong.
            return null;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
