using RedisAi.Server.Connections;

namespace RedisAi.Server.Commands;

/// <summary>CLIENT KILL in its old form, an address, and in its new one, filters of which all must fit.</summary>
internal static class ClientKill
{
    public static void Execute(CommandCall call, ClientSession session)
    {
        if (session.User is { } user && (user.Denied & CommandFlags.Admin) != CommandFlags.None)
        {
            throw new CommandException(RedisErrors.NoPermission(user.Name, "client|kill"));
        }

        CommandArguments arguments = call.Arguments;
        if (arguments.Count == 3)
        {
            string address = arguments.Text(2);
            call.Reply.Status(Kill(session, client => client.RemoteAddress == address, sparesAsker: false) > 0 ? "OK" : throw new CommandException("ERR No such client"));
            return;
        }

        Func<ClientSession, bool> fits = Filter(arguments, out bool sparesAsker);
        call.Reply.Integer(Kill(session, fits, sparesAsker));
    }

    private static Func<ClientSession, bool> Filter(CommandArguments arguments, out bool sparesAsker)
    {
        sparesAsker = true;
        Func<ClientSession, bool> fits = static _ => true;
        if (arguments.Count % 2 != 0)
        {
            throw new CommandException(RedisErrors.Syntax);
        }

        for (int place = 2; place < arguments.Count; place += 2)
        {
            Func<ClientSession, bool> before = fits;
            string value = arguments.Text(place + 1);
            Func<ClientSession, bool> one = arguments.Text(place).ToLowerInvariant() switch
            {
                "id" when arguments.TryInteger(place + 1, out long id) => client => client.Id == id,
                "id" => throw new CommandException("ERR client-id should be greater than 0"),
                "addr" => client => client.RemoteAddress == value,
                "laddr" => client => client.LocalAddress == value,
                "user" => client => client.User?.Name == value,
                "type" => _ => value.Equals("normal", StringComparison.OrdinalIgnoreCase),
                "skipme" => static _ => true,
                _ => throw new CommandException(RedisErrors.Syntax),
            };
            fits = client => before(client) && one(client);
            if (arguments.Is(place, "skipme"))
            {
                sparesAsker = arguments.Is(place + 1, "yes") || (arguments.Is(place + 1, "no") ? false : throw new CommandException(RedisErrors.Syntax));
            }
        }

        return fits;
    }

    private static int Kill(ClientSession asker, Func<ClientSession, bool> fits, bool sparesAsker)
    {
        int killed = 0;
        foreach (Connection connection in asker.Endpoint.Server.Clients.All)
        {
            ClientSession client = connection.Session;
            if (!fits(client) || client.IsEnding || (client == asker && sparesAsker))
            {
                continue;
            }

            killed++;
            if (client == asker)
            {
                // It gets the reply.
                client.IsEnding = true;
            }
            else
            {
                connection.Abort();
            }
        }

        return killed;
    }
}
