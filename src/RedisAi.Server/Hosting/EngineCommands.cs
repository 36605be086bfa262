using RedisAi.Keyspace;
using RedisAi.Server.Ai;
using RedisAi.Server.Ai.Info;
using RedisAi.Server.Commands;
using RedisAi.Server.Keys;

namespace RedisAi.Server.Hosting;

/// <summary>The commands on what an engine holds, and on the texts, hashes, lists and sets beside it.</summary>
internal sealed class EngineCommands : ICommandGroup, IDisposable
{
    private readonly EngineKeys _keys;

    public EngineCommands(RedisAiEngine engine, TimeProvider time, AiSettings settings)
    {
        KeyRecords records = new(engine.ModelRegistry, time);
        _keys = new EngineKeys(engine, records, time);
        PlainKeys plain = new(new MemoryKeyspace(time, _keys), _keys);
        AiServices services = new(engine, plain, _keys, records, settings);
        Keys = plain;
        Modules = new ModulesSection(services);
        Commands = [.. AiCommands.Create(services), .. plain.Commands];
    }

    public IEndpointKeys Keys { get; }

    public IInfoSection Modules { get; }

    public IReadOnlyList<ServerCommand> Commands { get; }

    public void Dispose() => _keys.Dispose();
}
