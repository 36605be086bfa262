namespace RedisAi.Samples.CommandLine;

/// <summary>What goes around the work of every sample: the exit code, and a sentence about what went wrong.</summary>
/// <param name="name">The program's name.</param>
/// <param name="errors">Where the sentence goes.</param>
internal sealed class Frame(string name, TextWriter errors)
{
    /// <param name="work">Says whether all is well.</param>
    /// <param name="cancellationToken">Ctrl-C.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(Func<Task<bool>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work() ? ExitCodes.Ok : ExitCodes.Failed;
        }
        catch (UsageException error)
        {
            await errors.WriteLineAsync($"{name}: {error.Message} See --help.");
            return ExitCodes.WrongUsage;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await errors.WriteLineAsync($"{name}: stopped.");
            return ExitCodes.Interrupted;
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException or RedisAiException)
        {
            await errors.WriteLineAsync($"{name}: {error.Message}");
            return ExitCodes.Failed;
        }
    }
}
