using System.CommandLine;
using RedisAi.Cli.CommandLine;
using RedisAi.Cli.Targets;

namespace RedisAi.Cli.Models;

/// <summary><c>redisai models</c>: the models of a server.</summary>
internal static class ModelsCommand
{
    public static Command Create(CommandMaker maker) =>
        CommandMaker.Group("models", "Look at the models of a server", List(maker), Info(maker));

    private static Command List(CommandMaker maker)
    {
        TargetOptions target = new();
        return maker.Make("list", "List the models", target.Options, async call =>
        {
            RedisAiClient client = await target.ConnectAsync(call).ConfigureAwait(false);
            await using (client.ConfigureAwait(false))
            {
                List<RemoteModelInfo> models = [];
                foreach ((string key, _) in await client.Models.ListAsync(call.Interrupted).ConfigureAwait(false))
                {
                    // What has gone meanwhile is left out.
                    if (await client.Models.GetAsync(key, call.Interrupted).ConfigureAwait(false) is { } model)
                    {
                        models.Add(model);
                    }
                }

                call.Show(new ModelListView(models));
            }
        });
    }

    private static Command Info(CommandMaker maker)
    {
        TargetOptions target = new();
        Argument<string> key = new("key") { Description = "The key of the model" };
        return maker.Make("info", "Tell what a model is, and what it did", [key, .. target.Options], async call =>
        {
            string name = call.Typed.GetRequiredValue(key);
            RedisAiClient client = await target.ConnectAsync(call).ConfigureAwait(false);
            await using (client.ConfigureAwait(false))
            {
                RemoteModelInfo model = await client.Models.GetAsync(name, call.Interrupted).ConfigureAwait(false)
                    ?? throw new CliException($"There is no model '{name}' at {client.Address}. 'redisai models list' shows those that are there.");
                call.Show(new ModelInfoView(model, await client.Models.GetStatisticsAsync(name, call.Interrupted).ConfigureAwait(false)));
            }
        });
    }
}
