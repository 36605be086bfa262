using System.CommandLine;
using RedisAi.Cli.CommandLine;
using RedisAi.Cli.Targets;
using RedisAi.Tensors.Formats;

namespace RedisAi.Cli.Tensors;

/// <summary><c>redisai tensors load</c>.</summary>
internal static class TensorsLoad
{
    public static Command Create(CommandMaker maker)
    {
        TargetOptions target = new();
        Argument<string> file = new("file") { Description = "The file: .npy or .safetensors" };
        Option<string> key = new("--key") { Description = "The key of the tensor of a .npy file; the name of the file unless said", HelpName = "key" };
        Option<string> prefix = new("--prefix") { Description = "What is put before each key", HelpName = "text", DefaultValueFactory = static _ => "" };
        Expiry expiry = new();
        return maker.Make("load", "Load tensors from a file into a server", [file, key, prefix, expiry.Option, .. target.Options], async call =>
        {
            string path = call.Typed.GetRequiredValue(file);
            if (call.Typed.GetValue(key) is not null && !TensorFile.HoldsOne(path))
            {
                throw CliException.NotUnderstood("--key is for a .npy file: the tensors of a .safetensors file have names; --prefix goes before them.");
            }

            TimeSpan? timeToLive = expiry.Of(call);
            string name = call.Typed.GetValue(key) ?? Path.GetFileNameWithoutExtension(path);
            StoredTensor[] tensors = [.. (await TensorFile.ReadAsync(path, name, call.Interrupted).ConfigureAwait(false)).OrderBy(static tensor => tensor.Key, StringComparer.Ordinal)];
            try
            {
                RedisAiClient client = await target.ConnectAsync(call).ConfigureAwait(false);
                await using (client.ConfigureAwait(false))
                {
                    await LoadAsync(call, client, path, tensors, call.Typed.GetValue(prefix) ?? "", timeToLive).ConfigureAwait(false);
                }
            }
            finally
            {
                Array.ForEach(tensors, static tensor => tensor.Tensor.Dispose());
            }
        });
    }

    private static async Task LoadAsync(CommandCall call, RedisAiClient client, string path, StoredTensor[] tensors, string prefix, TimeSpan? timeToLive)
    {
        List<(string Key, TensorDataType DataType, TensorShape Shape)> loaded = await call.WithProgressAsync("Sending", async progress =>
        {
            List<(string Key, TensorDataType DataType, TensorShape Shape)> sent = [];
            for (int i = 0; i < tensors.Length; i++)
            {
                (string key, AiTensor tensor, DateTimeOffset? expiresAt) = tensors[i];
                TimeSpan? left = timeToLive ?? (expiresAt - call.Services.Time.GetUtcNow());

                // What has expired since it was saved is forgotten, as it would have been.
                if (left is null || left > TimeSpan.Zero)
                {
                    await client.Tensors.SetAsync(prefix + key, tensor, left, call.Interrupted).ConfigureAwait(false);
                    sent.Add((prefix + key, tensor.DataType, tensor.Shape));
                }

                progress.Report((i + 1d) / tensors.Length);
            }

            return sent;
        }).ConfigureAwait(false);
        call.Show(new StoredTensorsView("Loaded", loaded, path));
    }
}
