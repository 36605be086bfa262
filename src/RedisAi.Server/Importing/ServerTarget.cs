using RedisAi.Client.Protocol;

namespace RedisAi.Server.Importing;

/// <summary>A server that is written to over the wire.</summary>
/// <param name="connection">The connection to it, which this owns from now on.</param>
internal sealed class ServerTarget(RespConnection connection) : IImportTarget
{
    public async Task<IReadOnlyList<RespReply>> ExecuteAsync(IReadOnlyList<RespCommand> commands, CancellationToken cancellationToken)
    {
        foreach (RespCommand command in commands)
        {
            await connection.AddAsync(command, cancellationToken).ConfigureAwait(false);
        }

        await connection.SendAsync(cancellationToken).ConfigureAwait(false);
        List<RespReply> replies = [];
        for (int i = 0; i < commands.Count; i++)
        {
            replies.Add(await connection.ReceiveAsync(cancellationToken).ConfigureAwait(false));
        }

        return replies;
    }

    public async Task<string?> SaveAsync(CancellationToken cancellationToken)
    {
        RespReply reply = await connection.AskAsync(cancellationToken, "SAVE").ConfigureAwait(false);
        return reply.IsError ? $"the server has not saved: {Shown.Text(reply.Text)}" : null;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
