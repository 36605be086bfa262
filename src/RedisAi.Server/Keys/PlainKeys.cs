using RedisAi.Keyspace;
using RedisAi.Server.Commands;

namespace RedisAi.Server.Keys;

/// <summary>The keyspace with texts, hashes, lists and sets, as the endpoint sees it.</summary>
/// <param name="keyspace">The keyspace.</param>
/// <param name="engine">The engine's keys, which the keyspace was made with.</param>
internal sealed class PlainKeys(MemoryKeyspace keyspace, EngineKeys engine) : IPlainKeys, IEndpointKeys
{
    public Lock Lock => keyspace.Lock;

    public long Count => keyspace.Count;

    public long ExpiringCount => keyspace.ExpiringCount;

    public long? MaxBytes => engine.MaxBytes;

    public bool Evicts => engine.Evicts;

    public IEnumerable<ServerCommand> Commands => MemoryKeyspace.Commands.Select(Make);

    public string? TypeOf(string key) => keyspace.TypeOf(key);

    public long VersionOf(string key) => keyspace.VersionOf(key);

    public long Watch(string key) => keyspace.Watch(key);

    public void Unwatch(string key) => keyspace.Unwatch(key);

    public void NoteRemoved(string key) => keyspace.NoteRemoved(key);

    public ValueTask AcknowledgeAsync(CancellationToken cancellationToken) => engine.AcknowledgeAsync(cancellationToken);

    private ServerCommand Make(KeyspaceCommand command) => new(
        command.Name,
        command.MinArguments == command.MaxArguments ? command.MinArguments + 1 : -(command.MinArguments + 1),
        command.Writes ? CommandFlags.Write : CommandFlags.ReadOnly,
        new CommandKeys(command.FirstKey, command.LastKey, command.KeyStep),
        call => Execute(command, call));

    private ValueTask Execute(KeyspaceCommand command, CommandCall call)
    {
        if (!command.Writes || !engine.IsAwaited || call.Client.IsAcknowledgedLater)
        {
            call.Reply.Write(keyspace.Execute(command, call.Arguments.Tokens[1..]));
            return default;
        }

        bool hasChanged;
        KeyspaceReply reply;
        lock (keyspace.Lock)
        {
            engine.HasChanged = false;
            reply = keyspace.Execute(command, call.Arguments.Tokens[1..]);
            hasChanged = engine.HasChanged;
        }

        // What is written of a reply is not sent before the command has ended, and is taken back if it fails.
        call.Reply.Write(reply);
        return hasChanged ? engine.AcknowledgeAsync(call.Client.Gone) : default;
    }
}
