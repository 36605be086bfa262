using RedisAi.Client.Replies;
using RedisAi.Dags.Text;
using RedisAi.Scripts;
using RedisAi.Server.Commands;
using RedisAi.Server.Protocol;

namespace RedisAi.Server.Ai.Scripts;

/// <summary>AI.SCRIPTGET, AI.SCRIPTDEL and AI._SCRIPTSCAN.</summary>
internal sealed class ScriptCommands(AiServices services)
{
    private readonly ScriptRegistry _scripts = services.Engine.ScriptRegistry;

    public ValueTask Get(CommandCall call)
    {
        CommandArguments arguments = call.Arguments;
        Arity.Check(arguments, 2, 4);
        ScriptVersion version = Find(arguments.Text(1));
        bool meta = arguments.Is(2, "META") || arguments.Is(3, "META");
        bool source = arguments.Is(2, "SOURCE") || arguments.Is(3, "SOURCE");
        StoredScript? stored = services.Records.Of(version).Script;
        string text = stored?.Source ?? version.GetInfo().Source;
        if (source && !meta)
        {
            call.Reply.Bulk(text);
        }
        else
        {
            Write(call.Reply, version, stored, source || !meta ? text : null);
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
        ScanReply.Write(call.Reply, _scripts.Keys.Select(_scripts.Find).OfType<ScriptVersion>().Select(version => new ScanEntry(version.Key, version.Options.Tag, services.Records.Of(version).Order)));
        return ValueTask.CompletedTask;
    }

    private ScriptVersion Find(string key) => _scripts.Find(key) ?? throw services.Keys.Missing(key, KeyTypes.Script, AiErrors.ScriptAbsent);

    private static void Write(IReplyWriter reply, ScriptVersion version, StoredScript? stored, string? source)
    {
        IReadOnlyList<string> entryPoints = stored?.EntryPoints ?? [.. version.Options.EntryPoints];
        reply.Array(source is null ? 6 : 8);
        reply.Bulk("device"u8);
        reply.Bulk(stored?.Device ?? DeviceText.Of(version.Options.Device));
        reply.Bulk("tag"u8);
        reply.Bulk(version.Options.Tag);
        reply.Bulk("Entry Points"u8);
        reply.Array(entryPoints.Count);
        foreach (string name in entryPoints)
        {
            reply.Bulk(name);
        }

        if (source is not null)
        {
            reply.Bulk("source"u8);
            reply.Bulk(source);
        }
    }
}
