using RedisAi.Server.Protocol;

namespace RedisAi.Server.Commands;

/// <summary>One command on its way: what the client has sent, and where the reply goes.</summary>
/// <param name="Arguments">The tokens.</param>
/// <param name="Reply">Takes exactly one reply, unless the command throws before it has begun to write.</param>
/// <param name="Client">Who asks.</param>
internal sealed record CommandCall(CommandArguments Arguments, IReplyWriter Reply, IClient Client);
