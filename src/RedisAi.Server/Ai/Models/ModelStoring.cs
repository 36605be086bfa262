using RedisAi.Client.Replies;
using RedisAi.Models;
using RedisAi.Server.Commands;

namespace RedisAi.Server.Ai.Models;

/// <summary>AI.MODELSTORE and AI.MODELSET.</summary>
internal sealed class ModelStoring(AiServices services)
{
    private readonly ModelRegistry _models = services.Engine.ModelRegistry;

    public ValueTask StoreAsync(CommandCall call) => StoreAsync(call, ModelStoreParser.Parse(call.Arguments));

    public ValueTask SetAsync(CommandCall call) => StoreAsync(call, ModelSetParser.Parse(call.Arguments));

    private async ValueTask StoreAsync(CommandCall call, ModelRequest request)
    {
        if (!services.Backends.IsHere(request.Backend))
        {
            throw new CommandException(LoadErrors.BackendAbsent);
        }

        Device device = DeviceText.Parse(request.Device);
        ModelOptions options = new() { Backend = request.Backend, Device = device, Tag = request.Tag };
        BatchingOf.Apply(request, options);
        byte[] blob = Join(call.Arguments, request.FirstChunk);
        if (blob.Length == 0)
        {
            throw new CommandException(LoadErrors.Empty(request.Backend));
        }

        if (request.Key.Length == 0)
        {
            throw new CommandException("ERR could not save model");
        }

        long order = services.Records.OrderAfter(_models.Find(request.Key));
        try
        {
            // What clients are given later is what runs, and what a storage keeps: any server takes it.
            blob = await _models.ImportAsync(request.Key, blob, options, call.Client.Gone).ConfigureAwait(false);
            StoredModel stored = new(
                request.Backend, request.Device, request.Tag, request.BatchSize, request.MinBatchSize, request.MinBatchTimeout, new StoredBlob(blob));
            await _models.StoreAsync(
                request.Key,
                ModelSource.FromBytes(blob),
                options,
                (version, put) => VersionKeys.Put(services, request.Key, KeyTypes.Model, () => services.Records.Add(version, order, stored, script: null), put),
                KeyNotes.Of(stored, order),
                trial: null,
                call.Client.Gone).ConfigureAwait(false);
        }
        catch (Exception error) when (LoadErrors.IsOne(error))
        {
            throw LoadErrors.Of(error, request.Backend, device);
        }

        call.Reply.Status("OK");
    }

    /// <summary>The file, which may come in several tokens; a copy, since the engine keeps it.</summary>
    private static byte[] Join(CommandArguments arguments, int first)
    {
        long length = 0;
        for (int i = first; i < arguments.Count; i++)
        {
            length += arguments.Bytes(i).Length;
        }

        if (length > Array.MaxLength)
        {
            throw new CommandException($"ERR the model has {length} bytes; at most {Array.MaxLength} can be stored");
        }

        byte[] blob = new byte[length];
        Span<byte> rest = blob;
        for (int i = first; i < arguments.Count; i++)
        {
            arguments.Bytes(i).CopyTo(rest);
            rest = rest[arguments.Bytes(i).Length..];
        }

        return blob;
    }
}
