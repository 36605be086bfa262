using System.Globalization;

namespace RedisAi.Server.Ai;

/// <summary>What an endpoint knows of models and scripts as texts that the engine's storage keeps with them, so that an endpoint after a restart answers the same.</summary>
internal static class KeyNotes
{
    private const string Order = "resp.order";
    private const string Backend = "resp.backend";
    private const string Device = "resp.device";
    private const string BatchSize = "resp.batchsize";
    private const string MinBatchSize = "resp.minbatchsize";
    private const string MinBatchTimeout = "resp.minbatchtimeout";
    private const string Bytes = "resp.bytes";
    private const string Source = "resp.source";
    private const string EntryPointCount = "resp.entrypoints";

    public static Dictionary<string, string> Of(StoredModel model, long order) => new()
    {
        [Order] = Text(order),
        [Backend] = model.Backend,
        [Device] = model.Device,
        [BatchSize] = Text(model.BatchSize),
        [MinBatchSize] = Text(model.MinBatchSize),
        [MinBatchTimeout] = Text(model.MinBatchTimeout),
        [Bytes] = Text(model.Blob.Length),
    };

    public static Dictionary<string, string> Of(StoredScript script, long order)
    {
        Dictionary<string, string> notes = new()
        {
            [Order] = Text(order),
            [Device] = script.Device,
            [EntryPointCount] = Text(script.EntryPoints.Count),
        };
        if (script.Source.Length == 0)
        {
            // The engine has compiled something else, which does the same.
            notes[Source] = "";
        }

        for (int i = 0; i < script.EntryPoints.Count; i++)
        {
            notes[EntryPoint(i)] = script.EntryPoints[i];
        }

        return notes;
    }

    /// <summary>Where it came in the order of keys; null for what no client has stored.</summary>
    public static long? OrderOf(IReadOnlyDictionary<string, string> notes) => notes.ContainsKey(Order) ? Number(notes, Order) : null;

    /// <summary>The model as a client has stored it; null for what the application has.</summary>
    public static StoredModel? ModelOf(IReadOnlyDictionary<string, string> notes, string tag, Func<byte[]> read) => notes.TryGetValue(Backend, out string? backend)
        ? new StoredModel(
            backend, notes.GetValueOrDefault(Device, ""), tag, Number(notes, BatchSize), Number(notes, MinBatchSize), Number(notes, MinBatchTimeout), new StoredBlob(Number(notes, Bytes), read))
        : null;

    /// <summary>The script as a client has stored it; null for what the application has.</summary>
    public static StoredScript? ScriptOf(IReadOnlyDictionary<string, string> notes, string tag, string text) => notes.ContainsKey(EntryPointCount)
        ? new StoredScript(
            notes.GetValueOrDefault(Device, ""),
            tag,
            [.. Enumerable.Range(0, (int)Number(notes, EntryPointCount)).Select(place => notes.GetValueOrDefault(EntryPoint(place), ""))],
            notes.GetValueOrDefault(Source, text))
        : null;

    private static string EntryPoint(int place) => string.Create(CultureInfo.InvariantCulture, $"resp.entrypoint.{place}");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static long Number(IReadOnlyDictionary<string, string> notes, string name) =>
        long.TryParse(notes.GetValueOrDefault(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : 0;
}
