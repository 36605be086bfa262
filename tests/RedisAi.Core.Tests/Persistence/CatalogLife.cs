using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using RedisAi.Testing;
using RedisAi.Tests.Models;
using RedisAi.Tests.Scripts;

namespace RedisAi.Tests.Persistence;

/// <summary>One life of an engine with a storage, whose models are texts that begin with FAKE and give their input back.</summary>
internal sealed class CatalogLife : IAsyncDisposable
{
    public CatalogLife(FakeStorage storage, Durability mode = Durability.Interval)
    {
        Storage = storage;
        Models = new FakeBackend { Loading = (content, options, _) => Load(content.Path is null ? content.Bytes : File.ReadAllBytes(content.Path), (ModelOptions)options) };
        RedisAiOptions engine = new() { Storage = storage };
        engine.Durability.Mode = mode;
        Ai = new RedisAiEngine(engine, [Models, new FakeScriptBackend(FakeScript.Echo)], loggerFactory: Log);
    }

    public FakeStorage Storage { get; }

    public FakeBackend Models { get; }

    public RedisAiEngine Ai { get; }

    public RecordedLog Log { get; } = new(LogLevel.Information);

    /// <summary>The texts of the models that were loaded, and their options.</summary>
    public ConcurrentQueue<(string Text, ModelOptions Options)> Loaded { get; } = [];

    /// <summary>Models whose text has this in it do not load.</summary>
    public string? Refused { get; set; }

    public static ModelSource Model(string text) => ModelSource.FromBytes(Encoding.ASCII.GetBytes("FAKE " + text));

    /// <summary>Ends this life, and begins the next one with what was stored.</summary>
    public async Task<CatalogLife> EndAndBeginAsync(bool restores = true)
    {
        await DisposeAsync();
        CatalogLife next = new(Storage.Reopened());
        if (restores)
        {
            IReadOnlyList<RestoreFailure> failures = await next.Ai.RestoreAsync();
            if (failures.Count > 0)
            {
                throw new InvalidOperationException($"{failures[0].Item} did not come back.", failures[0].Error);
            }
        }

        return next;
    }

    /// <summary>The versions under a key, as in <c>3 Serving 1, 2 Previous 0</c>; <c>none</c> where there is none.</summary>
    public string VersionsOf(string key) => Ai.Models.TryGet(key, out _)
        ? string.Join(", ", Ai.Models.ListVersions(key).Select(static version => $"{version.Version} {version.Role} {version.Share}"))
        : "none";

    public ValueTask DisposeAsync() => Ai.DisposeAsync();

    private void Load(ReadOnlyMemory<byte> bytes, ModelOptions options)
    {
        string text = Encoding.ASCII.GetString(bytes.Span);
        if (Refused is { } refused && text.Contains(refused, StringComparison.Ordinal))
        {
            throw new ModelLoadException("It is refused.");
        }

        Loaded.Enqueue((text, options));
    }
}
