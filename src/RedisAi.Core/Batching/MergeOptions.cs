namespace RedisAi.Batching;

/// <summary>What the application says of a model that matters to whether its calls share runs.</summary>
/// <param name="Batching">Whether they may, and how many rows a run may have.</param>
/// <param name="States">Which inputs are a session's.</param>
/// <param name="SharedInputs">Which inputs have no rows.</param>
/// <param name="WarmUp">Whether the model may be run before it serves, though nothing depends on it.</param>
internal sealed record MergeOptions(BatchingOptions Batching, IList<ModelState> States, ISet<string> SharedInputs, bool WarmUp);
