using RedisAi.Client.Protocol;
using RedisAi.MLflow.Flavours;

namespace RedisAi.MLflow.Deployments.Remote;

/// <summary>A part of a model's file as a token of a command.</summary>
/// <param name="file">The file.</param>
/// <param name="start">Where the part starts.</param>
/// <param name="length">How long it is.</param>
internal sealed class PieceToken(FilePieces file, long start, int length) : IStreamedToken
{
    public int Length => length;

    public Task WriteToAsync(Stream stream, CancellationToken cancellationToken) => file.CopyToAsync(stream, start, length, cancellationToken);
}
