using System.CommandLine;
using RedisAi.Cli.CommandLine;
using RedisAi.Cli.Targets;
using RedisAi.Tensors.Formats;

namespace RedisAi.Cli.Tensors;

/// <summary><c>redisai tensors save</c>.</summary>
internal static class TensorsSave
{
    public static Command Create(CommandMaker maker)
    {
        TargetOptions target = new();
        Argument<string> file = new("file") { Description = "The file: .npy for one tensor, .safetensors for several, which also keeps when they expire" };
        Argument<string[]> keys = new("keys") { Description = "The keys", Arity = ArgumentArity.ZeroOrMore };
        Option<string> match = new("--match") { Description = "All keys like it, as in Redis' KEYS, instead of KEYS", HelpName = "pattern" };
        return maker.Make("save", "Save tensors of a server to a file", [file, keys, match, .. target.Options], async call =>
        {
            string path = call.Typed.GetRequiredValue(file);
            string[] named = call.Typed.GetValue(keys) ?? [];
            string? pattern = call.Typed.GetValue(match);
            if (named.Length == 0 == pattern is null)
            {
                throw CliException.NotUnderstood("Say either the keys or --match PATTERN; --match '*' saves all tensors.");
            }

            bool holdsOne = TensorFile.HoldsOne(path);
            RedisAiClient client = await target.ConnectAsync(call).ConfigureAwait(false);
            await using (client.ConfigureAwait(false))
            {
                List<RemoteTensorInfo> found = await FindAsync(client, named, pattern, call.Interrupted).ConfigureAwait(false);
                if (found.Count == 0 || (holdsOne && found.Count > 1))
                {
                    throw new CliException(found.Count == 0
                        ? $"There are no tensors like '{pattern}' at {client.Address}. 'redisai tensors list' shows those that are there."
                        : $"A .npy file holds one tensor, and there are {found.Count}: let the name of the file end in .safetensors.");
                }

                await SaveAsync(call, client, path, found).ConfigureAwait(false);
            }
        });
    }

    private static async Task<List<RemoteTensorInfo>> FindAsync(RedisAiClient client, string[] keys, string? pattern, CancellationToken cancellationToken)
    {
        if (pattern is not null)
        {
            return await TensorsList.ListAsync(client, pattern, cancellationToken).ConfigureAwait(false);
        }

        List<RemoteTensorInfo> found = [];
        foreach (string key in keys.Distinct(StringComparer.Ordinal))
        {
            found.Add(await client.Tensors.GetInfoAsync(key, cancellationToken).ConfigureAwait(false)
                ?? throw new CliException($"There is no tensor '{key}' at {client.Address}. 'redisai tensors list' shows those that are there."));
        }

        return found;
    }

    private static async Task SaveAsync(CommandCall call, RedisAiClient client, string path, List<RemoteTensorInfo> found)
    {
        List<StoredTensor> tensors = [];
        try
        {
            await call.WithProgressAsync("Fetching", async progress =>
            {
                foreach (RemoteTensorInfo tensor in found)
                {
                    DateTimeOffset? expiresAt = tensor.TimeToLive is { } left ? call.Services.Time.GetUtcNow() + left : null;
                    tensors.Add(new StoredTensor(tensor.Key, await TensorsGet.RequireAsync(client, tensor.Key, call.Interrupted).ConfigureAwait(false), expiresAt));
                    progress.Report((double)tensors.Count / found.Count);
                }

                return true;
            }).ConfigureAwait(false);
            await TensorFile.WriteAsync(path, tensors, call.Interrupted).ConfigureAwait(false);
            call.Show(new StoredTensorsView("Saved", [.. tensors.Select(static tensor => (tensor.Key, tensor.Tensor.DataType, tensor.Tensor.Shape))], path));
        }
        finally
        {
            tensors.ForEach(static tensor => tensor.Tensor.Dispose());
        }
    }
}
