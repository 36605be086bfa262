using RedisAi.Client.Replies;
using RedisAi.Dags.Text;
using RedisAi.Models;
using RedisAi.Server.Commands;
using RedisAi.Server.Protocol;

namespace RedisAi.Server.Ai.Models;

/// <summary>AI.MODELGET, AI.MODELDEL and AI._MODELSCAN.</summary>
internal sealed class ModelCommands(AiServices services)
{
    private readonly ModelRegistry _models = services.Engine.ModelRegistry;

    public ValueTask Get(CommandCall call)
    {
        CommandArguments arguments = call.Arguments;
        Arity.Check(arguments, 2, 4);
        ModelVersion version = Find(arguments.Text(1));
        bool meta = arguments.Is(2, "META") || arguments.Is(3, "META");
        bool blob = arguments.Is(2, "BLOB") || arguments.Is(3, "BLOB");
        StoredModel? stored = services.Records.Of(version).Model;
        if (stored is null && (blob || !meta))
        {
            throw new CommandException($"ERR the application has stored the model '{version.Key}', so its file is not here; META tells the rest");
        }

        if (meta || !blob)
        {
            WriteMeta(call.Reply, version, stored, withBlob: blob || !meta);
        }
        else
        {
            WriteBlob(call.Reply, stored!.Blob.GetBytes());
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask Delete(CommandCall call)
    {
        VersionKeys.Delete(services, call, Find);
        return ValueTask.CompletedTask;
    }

    public ValueTask Scan(CommandCall call)
    {
        Arity.Check(call.Arguments, 1, 1);
        ScanReply.Write(call.Reply, _models.Keys.Select(_models.Find).OfType<ModelVersion>().Select(version => new ScanEntry(version.Key, version.Options.Tag, services.Records.Of(version).Order)));
        return ValueTask.CompletedTask;
    }

    private ModelVersion Find(string key) => _models.Find(key) ?? throw services.Keys.Missing(key, KeyTypes.Model, AiErrors.ModelAbsent);

    private void WriteMeta(IReplyWriter reply, ModelVersion version, StoredModel? stored, bool withBlob)
    {
        BatchingOptions batching = version.Options.Batching;
        reply.Array(withBlob ? 18 : 16);
        reply.Bulk("backend"u8);
        reply.Bulk(stored?.Backend ?? version.Subject.Backend);
        reply.Bulk("device"u8);
        reply.Bulk(stored?.Device ?? DeviceText.Of(version.Options.Device));
        reply.Bulk("tag"u8);
        reply.Bulk(version.Options.Tag);
        reply.Bulk("batchsize"u8);
        reply.Integer(stored?.BatchSize ?? batching.BatchSize ?? 0);
        reply.Bulk("minbatchsize"u8);
        reply.Integer(stored?.MinBatchSize ?? batching.MinBatchSize);
        reply.Bulk("inputs"u8);
        WriteNames(reply, version.Signature.Inputs, areNamed: true);
        reply.Bulk("outputs"u8);

        // TorchScript's results have no names; those that the engine makes up are its own.
        WriteNames(reply, version.Signature.Outputs, areNamed: version.Subject.Backend != BackendList.Torch);
        reply.Bulk("minbatchtimeout"u8);
        reply.Integer(stored?.MinBatchTimeout ?? (long)batching.MinBatchTimeout.TotalMilliseconds);
        if (withBlob)
        {
            reply.Bulk("blob"u8);
            WriteBlob(reply, stored!.Blob.GetBytes());
        }
    }

    private static void WriteNames(IReplyWriter reply, IReadOnlyList<TensorSpec> specs, bool areNamed)
    {
        reply.Array(specs.Count);
        foreach (TensorSpec spec in specs)
        {
            reply.Bulk(areNamed ? spec.Name : "");
        }
    }

    /// <summary>Writes a file, a large one in pieces; one whose length is a multiple of theirs has an empty one at its end, as RedisAI does.</summary>
    private void WriteBlob(IReplyWriter reply, byte[] blob)
    {
        long size = services.Settings.ModelChunkSize;
        long count = (blob.Length / size) + 1;
        if (count == 1)
        {
            reply.Bulk(blob);
            return;
        }

        reply.Array(checked((int)count));
        for (long start = 0; start < count * size; start += size)
        {
            reply.Bulk(blob.AsSpan((int)start, (int)Math.Min(size, blob.Length - start)));
        }
    }
}
