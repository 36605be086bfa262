using RedisAi.Registry;

namespace RedisAi.Models;

/// <summary>Lets the application try a version that nobody else can call yet.</summary>
internal static class TrialRun
{
    /// <summary>Runs a trial; closes the version if it fails.</summary>
    /// <exception cref="ModelLoadException">The trial failed.</exception>
    public static async Task RunAsync(ModelVersion version, ModelTrial trial, CancellationToken cancellationToken)
    {
        VersionTable<ModelVersion> table = new(static key => new ModelNotFoundException(key, ": its trial has ended", cause: null));
        table.Put(version.Key, version);
        try
        {
            await trial(new ModelHandle(version.Key, table, version.Number), cancellationToken).ConfigureAwait(false);

            // Not every trial looks at its token.
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            version.Close();
            throw;
        }
        catch (Exception error)
        {
            version.Close();
            throw new ModelLoadException($"The model '{version.Key}' was loaded, but its trial failed, so it does not serve: {error.Message}", error);
        }
        finally
        {
            table.Remove(version.Key);
        }
    }
}
