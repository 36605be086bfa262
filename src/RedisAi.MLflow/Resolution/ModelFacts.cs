namespace RedisAi.MLflow.Resolution;

/// <summary>What has been found out on the way from an address to files.</summary>
/// <param name="Asked">The address that was asked for.</param>
/// <param name="Permitted">Where the files may be.</param>
internal sealed record ModelFacts(MlflowUri Asked, IPermittedPlaces Permitted)
{
    public string? ModelId { get; init; }

    public string? Name { get; init; }

    public string? Version { get; init; }

    public string? RunId { get; init; }

    /// <summary>Where the server says that the files are.</summary>
    public string? Source { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The run and the path in it that the files are by, where the way went by a run; its files can then be had by the routes of runs.</summary>
    public (string RunId, string Path)? RunPlace { get; init; }

    /// <summary>The path of the folder within the logged model, where the way went by one.</summary>
    public string ModelPath { get; init; } = "";

    /// <summary>A time of MLflow's: milliseconds since 1970.</summary>
    public static DateTimeOffset? TimeOf(long? milliseconds) =>
        milliseconds is > 0 and <= 253_402_300_799_999 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds.Value) : null;
}
