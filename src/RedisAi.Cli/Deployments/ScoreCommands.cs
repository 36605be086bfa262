using System.CommandLine;
using RedisAi.Cli.CommandLine;

namespace RedisAi.Cli.Deployments;

/// <summary><c>redisai deployments predict</c> and <c>explain</c>.</summary>
internal static class ScoreCommands
{
    public static Command Predict(CommandMaker maker)
    {
        DeploymentOptions options = new();
        Option<string> uri = DeploymentOptions.ModelUri(isRequired: false);
        options.Name.Required = false;
        options.Name.Description = "The name of the deployment; not with -t local";
        uri.Description = "With -t local: the model to load and to run once";
        return maker.Make("predict", "Run a deployment, or with -t local a model", [.. options.Target, options.Name, uri, options.Flavor, options.Input, options.Output], async call =>
        {
            byte[] input = await ReadAsync(call, options).ConfigureAwait(false);
            (string? name, string? model, string? flavor) = (call.Typed.GetValue(options.Name), call.Typed.GetValue(uri), call.Typed.GetValue(options.Flavor));
            if (options.TargetOf(call).IsLocal)
            {
                string local = model ?? throw CliException.NotUnderstood("Option '--model-uri' is required with -t local: the model that is loaded and run once.");
                await WriteAsync(call, options, await LocalScoring.PredictAsync(call, local, flavor, input).ConfigureAwait(false)).ConfigureAwait(false);
                return;
            }

            string deployment = name ?? throw CliException.NotUnderstood("Option '--name' is required: the deployment that is run.");
            if (model is not null || flavor is not null)
            {
                throw CliException.NotUnderstood("What is deployed on a server is run as it is: leave --model-uri and --flavor out, or use -t local.");
            }

            DeploymentSession session = await options.OpenAsync(call).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                await WriteAsync(call, options, await session.Deployments.PredictAsync(deployment, input, call.Interrupted).ConfigureAwait(false)).ConfigureAwait(false);
            }
        });
    }

    public static Command Explain(CommandMaker maker)
    {
        DeploymentOptions options = new();
        return maker.Make("explain", "Explain the predictions of a deployment, where it can", [.. options.Target, options.Name, options.Input, options.Output], async call =>
        {
            byte[] input = await ReadAsync(call, options).ConfigureAwait(false);
            DeploymentSession session = await options.OpenAsync(call).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                string name = call.Typed.GetRequiredValue(options.Name);
                await WriteAsync(call, options, await session.Deployments.ExplainAsync(name, input, call.Interrupted).ConfigureAwait(false)).ConfigureAwait(false);
            }
        });
    }

    private static Task<byte[]> ReadAsync(CommandCall call, DeploymentOptions options) => ScoringFiles.ReadAsync(call.Typed.GetRequiredValue(options.Input), call.Interrupted);

    private static Task WriteAsync(CommandCall call, DeploymentOptions options, ReadOnlyMemory<byte> answer) =>
        ScoringFiles.WriteAsync(call.Typed.GetValue(options.Output), answer, call.Terminal.Output, call.Interrupted);
}
