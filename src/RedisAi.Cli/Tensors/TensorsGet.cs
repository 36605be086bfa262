using System.CommandLine;
using RedisAi.Cli.CommandLine;
using RedisAi.Cli.Targets;

namespace RedisAi.Cli.Tensors;

/// <summary><c>redisai tensors get</c>.</summary>
internal static class TensorsGet
{
    private const int UsualElements = 16;

    public static Command Create(CommandMaker maker)
    {
        TargetOptions target = new();
        Argument<string> key = new("key") { Description = "The key of the tensor" };
        Option<int?> most = NumberOption.Create<int>("--max", "n", "How many elements are shown; JSON has all of them", UsualElements);
        return maker.Make("get", "Show a tensor", [key, most, .. target.Options], async call =>
        {
            RedisAiClient client = await target.ConnectAsync(call).ConfigureAwait(false);
            await using (client.ConfigureAwait(false))
            {
                string name = call.Typed.GetRequiredValue(key);
                using AiTensor tensor = await RequireAsync(client, name, call.Interrupted).ConfigureAwait(false);
                call.Show(new TensorView(name, tensor, Math.Max(0, call.Typed.GetValue(most) ?? UsualElements)));
            }
        });
    }

    /// <summary>A tensor that is to be there.</summary>
    /// <exception cref="CliException">It is not.</exception>
    public static async Task<AiTensor> RequireAsync(RedisAiClient client, string key, CancellationToken cancellationToken) =>
        await client.Tensors.GetAsync(key, cancellationToken).ConfigureAwait(false)
            ?? throw new CliException($"There is no tensor '{key}' at {client.Address}. 'redisai tensors list' shows those that are there.");
}
