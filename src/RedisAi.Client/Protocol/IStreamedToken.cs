namespace RedisAi.Client.Protocol;

/// <summary>A token of a command that is read while it is sent: one so long that nobody wants it in memory.</summary>
internal interface IStreamedToken
{
    /// <summary>How many bytes it has.</summary>
    int Length { get; }

    /// <summary>Writes exactly so many bytes.</summary>
    /// <exception cref="IOException">They cannot be read, or written.</exception>
    Task WriteToAsync(Stream stream, CancellationToken cancellationToken);
}
