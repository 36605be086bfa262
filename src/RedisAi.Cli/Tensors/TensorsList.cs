using System.CommandLine;
using RedisAi.Cli.CommandLine;
using RedisAi.Cli.Targets;

namespace RedisAi.Cli.Tensors;

/// <summary><c>redisai tensors list</c>.</summary>
internal static class TensorsList
{
    public static Command Create(CommandMaker maker)
    {
        TargetOptions target = new();
        Argument<string> pattern = new("pattern") { Description = "Only keys like it, as in Redis' KEYS: 'call:*'", DefaultValueFactory = static _ => "*" };
        return maker.Make("list", "List tensors", [pattern, .. target.Options], async call =>
        {
            RedisAiClient client = await target.ConnectAsync(call).ConfigureAwait(false);
            await using (client.ConfigureAwait(false))
            {
                List<RemoteTensorInfo> tensors = await ListAsync(client, call.Typed.GetRequiredValue(pattern), call.Interrupted).ConfigureAwait(false);
                call.Show(new TensorListView(tensors));
            }
        });
    }

    /// <summary>The tensors of a server in the order of their keys.</summary>
    public static async Task<List<RemoteTensorInfo>> ListAsync(RedisAiClient client, string pattern, CancellationToken cancellationToken)
    {
        List<RemoteTensorInfo> tensors = [];
        await foreach (RemoteTensorInfo tensor in client.Tensors.ListAsync(pattern, cancellationToken).ConfigureAwait(false))
        {
            tensors.Add(tensor);
        }

        tensors.Sort(static (one, other) => string.CompareOrdinal(one.Key, other.Key));
        return tensors;
    }
}
