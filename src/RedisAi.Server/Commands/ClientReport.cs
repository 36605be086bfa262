using System.Text;
using RedisAi.Server.Connections;

namespace RedisAi.Server.Commands;

/// <summary>CLIENT LIST and CLIENT INFO: a line for each client.</summary>
internal static class ClientReport
{
    public static void List(CommandCall call, ClientSession session)
    {
        CommandArguments arguments = call.Arguments;
        HashSet<long>? ids = null;
        bool isNormal = true;
        if (arguments.Is(2, "type") && arguments.Count == 4)
        {
            isNormal = arguments.Is(3, "normal");
        }
        else if (arguments.Is(2, "id") && arguments.Count > 3)
        {
            ids = Ids(arguments, 3);
        }
        else if (arguments.Count > 2)
        {
            throw new CommandException(RedisErrors.Syntax);
        }

        StringBuilder lines = new();
        foreach (Connection connection in session.Endpoint.Server.Clients.All)
        {
            if (isNormal && (ids is null || ids.Contains(connection.Session.Id)))
            {
                lines.Append(Line(connection)).Append('\n');
            }
        }

        call.Reply.Bulk(lines.ToString());
    }

    /// <summary>The connection of a client; null when it was never listed.</summary>
    public static Connection? Find(ClientSession session) =>
        session.Endpoint.Server.Clients.All.FirstOrDefault(connection => connection.Session == session);

    public static string Line(Connection? connection)
    {
        if (connection is null)
        {
            return "";
        }

        ClientSession client = connection.Session;
        long age = (long)client.Endpoint.Server.Time.GetElapsedTime(client.Since).TotalSeconds;
        bool isIdle = connection.Phase.State is ConnectionState.Receiving or ConnectionState.Idle;
        string command = client.LastCommand?.Name ?? "NULL";
        return $"id={client.Id} addr={client.RemoteAddress} laddr={client.LocalAddress} fd=-1 name={client.Name} age={age} idle={(isIdle ? connection.Phase.Seconds : 0)} "
            + $"flags={(client.Transaction is null ? 'N' : 'x')} db=0 sub=0 psub=0 ssub=0 multi={client.Transaction?.Commands.Count ?? -1} "
            + $"qbuf=0 qbuf-free={connection.InputCapacity} argv-mem=0 multi-mem=0 rbs=0 rbp=0 obl=0 oll=0 omem=0 tot-mem={connection.InputCapacity} events=r cmd={command} "
            + $"user={client.User?.Name ?? "(none)"} redir=-1 resp={client.Writer.Version} lib-name={client.LibraryName} lib-ver={client.LibraryVersion}";
    }

    private static HashSet<long> Ids(CommandArguments arguments, int from)
    {
        HashSet<long> ids = [];
        for (int place = from; place < arguments.Count; place++)
        {
            ids.Add(arguments.TryInteger(place, out long id) ? id : throw new CommandException("ERR Invalid client ID"));
        }

        return ids;
    }
}
