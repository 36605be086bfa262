using System.CommandLine;
using RedisAi.Cli.CommandLine;
using RedisAi.Cli.Output;

namespace RedisAi.Cli.Deployments;

/// <summary><c>redisai deployments</c>: MLflow's commands, with its words.</summary>
internal static class DeploymentsCommand
{
    public static Command Create(CommandMaker maker) => CommandMaker.Group(
        "deployments",
        "Deploy models of MLflow",
        Store(maker, "create", "Deploy a model; the name must be new", isNew: true),
        Store(maker, "update", "Replace the model of a deployment, or its configuration", isNew: false),
        Delete(maker),
        List(maker),
        Get(maker),
        Score(maker, "predict", "Run a deployment", static (target, name, input, token) => target.PredictAsync(name, input, token)),
        Score(maker, "explain", "Explain the predictions of a deployment, where it can", static (target, name, input, token) => target.ExplainAsync(name, input, token)),
        Help(maker),
        RunLocal(maker));

    private static Command Store(CommandMaker maker, string verb, string description, bool isNew)
    {
        DeploymentOptions options = new();
        Option<string> uri = DeploymentOptions.ModelUri(isRequired: isNew);
        return maker.Make(verb, description, [options.Target, options.Name, uri, options.Flavor, options.Config], async call =>
        {
            DeploymentRequest request = options.Request(call, uri);
            IDeploymentTarget target = await options.OpenAsync(call).ConfigureAwait(false);
            await using (target.ConfigureAwait(false))
            {
                DeploymentFacts deployment = await call.WithProgressAsync("Deploying", progress => isNew
                    ? target.CreateAsync(request, progress, call.Interrupted)
                    : target.UpdateAsync(request, progress, call.Interrupted)).ConfigureAwait(false);
                call.Show(new DeploymentView(deployment, isNew
                    ? [new TextBlock(""), new TextBlock($"{deployment.Flavor} deployment {deployment.Name} is created")]
                    : [new TextBlock($"Deployment {deployment.Name} is updated (with flavor {deployment.Flavor})")]));
            }
        });
    }

    private static Command Delete(CommandMaker maker)
    {
        DeploymentOptions options = new();
        return maker.Make("delete", "Remove a deployment; one that is not there is no error", [options.Target, options.Name, options.Config], async call =>
        {
            string name = call.Typed.GetRequiredValue(options.Name);
            IReadOnlyDictionary<string, string> settings = options.Settings(call);
            IDeploymentTarget target = await options.OpenAsync(call).ConfigureAwait(false);
            await using (target.ConfigureAwait(false))
            {
                await target.DeleteAsync(name, settings, call.Interrupted).ConfigureAwait(false);
                call.Show(new DeletedView(name));
            }
        });
    }

    private static Command List(CommandMaker maker)
    {
        DeploymentOptions options = new();
        return maker.Make("list", "List the deployments", [options.Target], async call =>
        {
            IDeploymentTarget target = await options.OpenAsync(call).ConfigureAwait(false);
            await using (target.ConfigureAwait(false))
            {
                call.Show(new DeploymentListView(await target.ListAsync(call.Interrupted).ConfigureAwait(false)));
            }
        });
    }

    private static Command Get(CommandMaker maker)
    {
        DeploymentOptions options = new();
        return maker.Make("get", "Tell what a deployment is", [options.Target, options.Name], async call =>
        {
            string name = call.Typed.GetRequiredValue(options.Name);
            IDeploymentTarget target = await options.OpenAsync(call).ConfigureAwait(false);
            await using (target.ConfigureAwait(false))
            {
                DeploymentFacts deployment = await target.GetAsync(name, call.Interrupted).ConfigureAwait(false);
                call.Show(new DeploymentView(deployment, [new FieldsBlock(DeploymentView.Fields(deployment)), new TextBlock("")]));
            }
        });
    }

    private static Command Score(
        CommandMaker maker, string verb, string description, Func<IDeploymentTarget, string, ReadOnlyMemory<byte>, CancellationToken, Task<ReadOnlyMemory<byte>>> score)
    {
        DeploymentOptions options = new();
        return maker.Make(verb, description, [options.Target, options.Name, options.Input, options.Output], async call =>
        {
            string name = call.Typed.GetRequiredValue(options.Name);
            byte[] input = await ScoringFiles.ReadAsync(call.Typed.GetRequiredValue(options.Input), call.Interrupted).ConfigureAwait(false);
            IDeploymentTarget target = await options.OpenAsync(call).ConfigureAwait(false);
            await using (target.ConfigureAwait(false))
            {
                ReadOnlyMemory<byte> answer = await score(target, name, input, call.Interrupted).ConfigureAwait(false);
                await ScoringFiles.WriteAsync(call.Typed.GetValue(options.Output), answer, call.Terminal.Output, call.Interrupted).ConfigureAwait(false);
            }
        });
    }

    private static Command Help(CommandMaker maker)
    {
        DeploymentOptions options = new();
        return maker.Make("help", "Tell how a target is written, and which settings it has", [options.Target], call =>
        {
            call.Show(new HelpView(call.Services.Deployments.Help(call.Typed.GetRequiredValue(options.Target))));
            return Task.CompletedTask;
        });
    }

    private static Command RunLocal(CommandMaker maker)
    {
        DeploymentOptions options = new();
        Option<string> uri = DeploymentOptions.ModelUri(isRequired: true);
        return maker.Make(
            "run-local",
            "Run a server in this process with a model deployed, until it is interrupted",
            [options.Target, options.Name, uri, options.Flavor, options.Config],
            call => call.Services.Deployments.RunLocalAsync(call.Typed.GetRequiredValue(options.Target), options.Request(call, uri), call));
    }
}
