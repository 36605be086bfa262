using RedisAi.MLflow.Scoring;

namespace RedisAi.MLflow;

/// <summary>Tries a model on the example that it was logged with, before it serves: what MLflow itself does when a model is logged.</summary>
public static class SmokeTest
{
    /// <summary>Scores an example with the same code that answers <c>/invocations</c>.</summary>
    /// <param name="model">The model: one that serves under a key of its own, or whatever else runs it.</param>
    /// <param name="contract">What is known of it.</param>
    /// <param name="example">The example, as a body in JSON: <see cref="MlflowModelFolder.ReadServingExample"/>.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>The answer, as JSON. What the predictions are is not looked at.</returns>
    /// <exception cref="MlflowException">The example is none, is not what the model takes, or the model fails on it.</exception>
    /// <exception cref="EngineOverloadedException">The engine has refused the call, which says nothing of the model.</exception>
    public static async Task<ReadOnlyMemory<byte>> RunAsync(IModel model, ScoringContract contract, ReadOnlyMemory<byte> example, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(contract);
        Scorer scorer = new(model, new FixedContract(contract));
        try
        {
            return await scorer.ScoreAsync(example, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is MlflowException or TensorMismatchException or BackendException or TimeoutException)
        {
            throw new MlflowException(
                $"The model '{model.Key}' fails on the example that it was logged with, so it is not put in place: {error.Message}", MlflowErrorCodes.InvalidParameterValue, innerException: error);
        }
    }
}
