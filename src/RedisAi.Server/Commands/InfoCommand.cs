using System.Text;

namespace RedisAi.Server.Commands;

/// <summary>INFO, whole or by sections.</summary>
/// <param name="server">What it is about.</param>
internal sealed class InfoCommand(ServerState server)
{
    private readonly IInfoSection[] _sections =
    [
        .. ServerSections.All(server).Where(own => !server.Sections.Any(section => section.Name == own.Name)), .. server.Sections,
    ];

    public IReadOnlyList<ServerCommand> All =>
    [
        SyncCommand.Create("info", -1, CommandFlags.None, Execute),
    ];

    private void Execute(CommandCall call)
    {
        CommandArguments arguments = call.Arguments;
        bool all = arguments.Count == 1;
        for (int place = 1; place < arguments.Count; place++)
        {
            all |= arguments.Is(place, "all") || arguments.Is(place, "default") || arguments.Is(place, "everything");
        }

        StringBuilder text = new();
        foreach (IInfoSection section in _sections)
        {
            if (all || IsAsked(arguments, section.Name))
            {
                text.Append(text.Length > 0 ? "\r\n" : "");
                section.Write(text);
            }
        }

        call.Reply.Bulk(text.ToString());
    }

    private static bool IsAsked(CommandArguments arguments, string name)
    {
        for (int place = 1; place < arguments.Count; place++)
        {
            if (arguments.Is(place, name))
            {
                return true;
            }
        }

        return false;
    }
}
