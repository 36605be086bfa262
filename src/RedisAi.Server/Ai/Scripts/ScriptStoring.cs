using RedisAi.Client.Replies;
using RedisAi.Scripts;
using RedisAi.Server.Commands;

namespace RedisAi.Server.Ai.Scripts;

/// <summary>AI.SCRIPTSTORE and AI.SCRIPTSET.</summary>
internal sealed class ScriptStoring(AiServices services)
{
    private readonly ScriptRegistry _scripts = services.Engine.ScriptRegistry;

    public ValueTask StoreAsync(CommandCall call) => StoreAsync(call, ScriptStoreParser.Parse(call.Arguments));

    public ValueTask SetAsync(CommandCall call) => StoreAsync(call, ScriptStoreParser.ParseDeprecated(call.Arguments));

    private async ValueTask StoreAsync(CommandCall call, StoredScript stored)
    {
        if (!services.Backends.IsHere(BackendList.Torch))
        {
            throw new CommandException(LoadErrors.BackendAbsent);
        }

        string key = call.Arguments.Text(1);
        Device device = DeviceText.Parse(stored.Device);
        ScriptOptions options = new() { Backend = BackendList.Torch, Device = device, Tag = stored.Tag, Check = functions => EntryPoints.Check(stored.EntryPoints, functions) };
        foreach (string name in stored.EntryPoints.Where(static name => name.Length > 0).Distinct())
        {
            options.EntryPoints.Add(name);
        }

        if (key.Length == 0)
        {
            throw new CommandException("ERR could not save script");
        }

        // A source without anything compiles, to nothing.
        ScriptSource source = ScriptSource.FromText(stored.Source.Length == 0 ? "\n" : stored.Source);
        long order = services.Records.OrderAfter(_scripts.Find(key));
        try
        {
            await _scripts.StoreAsync(
                key,
                source,
                options,
                (version, put) => VersionKeys.Put(services, key, KeyTypes.Script, () => services.Records.Add(version, order, model: null, stored), put),
                KeyNotes.Of(stored, order),
                call.Client.Gone).ConfigureAwait(false);
        }
        catch (Exception error) when (LoadErrors.IsOne(error))
        {
            throw LoadErrors.Of(error, BackendList.Torch, device);
        }

        call.Reply.Status("OK");
    }
}
