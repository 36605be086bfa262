namespace RedisAi.Server.Commands;

/// <summary>Commands that belong together. All groups that are registered make the endpoint's commands; of two with the same name the first counts.</summary>
internal interface ICommandGroup
{
    IReadOnlyList<ServerCommand> Commands { get; }
}
