using System.Runtime.InteropServices;
using RedisAi.Client.Protocol;

namespace RedisAi.Server.Importing;

/// <summary>The import as a program: <c>RedisAi.Server import URL --into URL</c>.</summary>
internal static class ImportProgram
{
    /// <summary>What the process ends with when something could not be brought over.</summary>
    public const int SomeLeftOut = 3;

    private const int Done = 0;
    private const int Failed = 1;
    private const int NotUnderstood = 2;

    /// <summary>A server may take long to load a model.</summary>
    private static readonly RespLimits s_targetLimits = new() { Patience = TimeSpan.FromMinutes(10) };

    /// <summary>Imports what a command line says.</summary>
    /// <param name="arguments">What follows the word import.</param>
    /// <param name="output">Gets the summary.</param>
    /// <param name="errors">Gets the progress, and what is wrong.</param>
    /// <returns>What the process ends with.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        if (arguments is ["--help" or "-h"])
        {
            await output.WriteLineAsync(ImportArguments.Usage).ConfigureAwait(false);
            return Done;
        }

        if (ImportArguments.Parse(arguments, Environment.GetEnvironmentVariable("REDISCLI_AUTH"), out string? error) is not { } settings)
        {
            await errors.WriteLineAsync($"{error}\n{ImportArguments.Usage}").ConfigureAwait(false);
            return NotUnderstood;
        }

        using CancellationTokenSource stop = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return await RunAsync(settings, output, errors, stop.Token).ConfigureAwait(false);

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    /// <summary>Imports, and tells what came of it, also where it could not go on.</summary>
    public static async Task<int> RunAsync(ImportSettings settings, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        ImportReport report = new(errors, TimeProvider.System);
        string? problem = await TryAsync(settings, report, errors, cancellationToken).ConfigureAwait(false);
        await output.WriteAsync(report.Tally.Summary()).ConfigureAwait(false);
        if (problem is not null)
        {
            await errors.WriteLineAsync(problem).ConfigureAwait(false);
            return Failed;
        }

        return report.Tally.Skipped > 0 ? SomeLeftOut : Done;
    }

    /// <summary>Imports; says why it could not go on, or null.</summary>
    /// <param name="settings">What, and how.</param>
    /// <param name="report">Told of each key.</param>
    /// <param name="errors">Gets what else is to be known.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    public static async Task<string?> TryAsync(ImportSettings settings, ImportReport report, TextWriter errors, CancellationToken cancellationToken)
    {
        const string GoesOn = "Begun again, it goes on with what is missing.";
        try
        {
            await ImportAsync(settings, report, errors, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return $"It was interrupted. {GoesOn}";
        }
        catch (Exception error) when (error is IOException or InvalidDataException or TimeoutException or DurableStorageException)
        {
            return $"It could not go on: {error.Message}. {GoesOn}";
        }
    }

    private static async Task ImportAsync(ImportSettings settings, ImportReport report, TextWriter errors, CancellationToken cancellationToken)
    {
        RespConnection connection = await OpenAsync(settings, settings.Source, new RespLimits(), cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            IImportTarget target = settings.Store is { } file
                ? await EngineTarget.OpenAsync(file, cancellationToken).ConfigureAwait(false)
                : new ServerTarget(await OpenAsync(settings, settings.Into!, s_targetLimits, cancellationToken).ConfigureAwait(false));
            await using (target.ConfigureAwait(false))
            {
                await new Importer(new RedisAiSource(connection), target, report, settings).RunAsync(cancellationToken).ConfigureAwait(false);
                if (await target.SaveAsync(cancellationToken).ConfigureAwait(false) is { } why)
                {
                    await errors.WriteLineAsync($"All was sent, and {why}").ConfigureAwait(false);
                }
            }
        }
    }

    private static Task<RespConnection> OpenAsync(ImportSettings settings, RedisUrl url, RespLimits limits, CancellationToken cancellationToken) =>
        RespConnection.OpenAsync(url, settings.Authorities, limits, TimeProvider.System, cancellationToken);
}
