using RedisAi.Keyspace;
using RedisAi.Server.Commands;

namespace RedisAi.Server.Keys;

/// <summary>The keyspace with texts, hashes, lists and sets, as the endpoint sees it.</summary>
/// <param name="keyspace">The keyspace.</param>
internal sealed class PlainKeys(MemoryKeyspace keyspace) : IPlainKeys, IEndpointKeys
{
    public Lock Lock => keyspace.Lock;

    public long Count => keyspace.Count;

    public IEnumerable<ServerCommand> Commands => MemoryKeyspace.Commands.Select(Make);

    public string? TypeOf(string key) => keyspace.TypeOf(key);

    public long VersionOf(string key) => keyspace.VersionOf(key);

    private ServerCommand Make(KeyspaceCommand command) => new(
        command.Name,
        command.MinArguments == command.MaxArguments ? command.MinArguments + 1 : -(command.MinArguments + 1),
        command.Writes ? CommandFlags.Write : CommandFlags.ReadOnly,
        new CommandKeys(command.FirstKey, command.LastKey, command.KeyStep),
        call =>
        {
            call.Reply.Write(keyspace.Execute(command, call.Arguments.Tokens[1..]));
            return default;
        });
}
