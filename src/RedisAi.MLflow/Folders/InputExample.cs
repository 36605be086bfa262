namespace RedisAi.MLflow;

/// <summary>Where a folder has the example that its model was logged with, and in which form.</summary>
/// <param name="Path">The file with the example, relative to the folder.</param>
/// <param name="Type">MLflow's word for the form: <c>dataframe</c>, <c>ndarray</c>, <c>json_object</c> and so on.</param>
public sealed record InputExample(string Path, string Type)
{
    /// <summary>Gets how a table is written, <c>split</c> or <c>values</c>; null for what is no table.</summary>
    public string? Orient { get; init; }

    /// <summary>Gets the file with the example as a body for <c>/invocations</c>, relative to the folder; null when there is none.</summary>
    public string? ServingPath { get; init; }
}
