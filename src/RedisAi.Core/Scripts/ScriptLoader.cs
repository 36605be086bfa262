using Microsoft.Extensions.Logging;
using RedisAi.Backends;
using RedisAi.Diagnostics;
using RedisAi.Errors;
using RedisAi.Persistence;

namespace RedisAi.Scripts;

/// <summary>Turns a source into a version that is ready to serve: finds the backend, compiles, checks the entry points.</summary>
internal sealed class ScriptLoader(BackendSet backends, ScriptReach reach, EngineMetrics metrics, TimeProvider time, ILogger logger, Catalog? catalog = null)
{
    public async Task<ScriptVersion> LoadAsync(ScriptLoad load, CancellationToken cancellationToken)
    {
        (string key, int number, ScriptSource source, ScriptOptions options) = load;
        string text = await source.ReadAsync(cancellationToken).ConfigureAwait(false);
        IScriptBackend backend = backends.ChooseForScript(options.Backend ?? load.Head?.Backend, key);
        long started = time.GetTimestamp();
        IScriptSession session = Compile(backend, key, new ScriptContent(text) { Path = source.FilePath, AllowFileAccess = options.AllowFileAccess }, options, cancellationToken);
        try
        {
            // Not every backend hears that it is to stop.
            cancellationToken.ThrowIfCancellationRequested();
            if (load.Head is null)
            {
                // What comes back was checked when it was stored, by rules that may not be the engine's.
                Check(key, options, session);
            }

            ScriptVersion version = new(new RunSubject(RunSubject.Script, key, number, backend.Name), text, session, options, reach, metrics, time, logger) { Head = HeadOf(load, backend) };
            logger.ScriptLoaded(key, number, backend.Name, options.Device, time.GetElapsedTime(started).TotalMilliseconds);
            return version;
        }
        catch
        {
            Disposal.TryAll(session);
            throw;
        }
    }

    private static void Check(string key, ScriptOptions options, IScriptSession session)
    {
        if (options.Check is { } check)
        {
            check(session.Functions);
        }
        else
        {
            EntryPointCheck.Check(key, options.EntryPoints, session.Functions);
        }
    }

    /// <summary>What a storage, if there is one, keeps of a script.</summary>
    private ScriptHead? HeadOf(ScriptLoad load, IScriptBackend backend)
    {
        if (load.Head is not null || catalog is null || load.IsRegistration)
        {
            return load.Head;
        }

        if (load.Options.Undurable is { } reason)
        {
            logger.NotKept(RunSubject.Script, load.Key, load.Number, catalog.Name, reason);
            return null;
        }

        return new ScriptHead(backend.Name, load.Options, load.Notes, Registered: null);
    }

    private static IScriptSession Compile(IScriptBackend backend, string key, ScriptContent content, ScriptOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ScriptOptions resolved = options.Copy();
        resolved.Threads ??= 1;
        try
        {
            return backend.Compile(content, resolved, cancellationToken);
        }
        catch (Exception error) when (error is BackendException or ScriptCompilationException && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(error.Message, error, cancellationToken);
        }
        catch (BackendException error)
        {
            throw Refused(key, content.Path, error.NativeMessage, error);
        }
        catch (ScriptCompilationException error)
        {
            throw Refused(key, content.Path, error.Message, error.InnerException);
        }
    }

    /// <summary>Says which script it is above the compiler's own text, which has lines that point at columns.</summary>
    private static ScriptCompilationException Refused(string key, string? path, string text, Exception? cause)
    {
        string trimmed = text.TrimStart('\r', '\n').TrimEnd();
        string file = path is null ? "" : $" ({path})";
        return new ScriptCompilationException($"The script '{key}'{file} does not compile:{(trimmed.Contains('\n', StringComparison.Ordinal) ? '\n' : ' ')}{trimmed}", cause) { CompilerText = text };
    }
}
