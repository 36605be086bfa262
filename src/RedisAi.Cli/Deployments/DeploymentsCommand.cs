using System.CommandLine;
using RedisAi.Cli.CommandLine;
using RedisAi.Cli.Output;
using RedisAi.MLflow;

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
        ScoreCommands.Predict(maker),
        ScoreCommands.Explain(maker),
        Help(maker),
        RunLocal(maker));

    private static Command Store(CommandMaker maker, string verb, string description, bool isNew)
    {
        DeploymentOptions options = new();
        Option<string> uri = DeploymentOptions.ModelUri(isRequired: isNew);
        return maker.Make(verb, description, [.. options.Target, options.Name, uri, options.Flavor, options.Config], async call =>
        {
            DeploymentRequest request = options.Request(call, uri);
            DeploymentSession session = await options.OpenAsync(call).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                MlflowDeployment deployment = await (isNew ? CreateAsync(call, session, request) : UpdateAsync(call, session, request)).ConfigureAwait(false);
                call.Show(new DeploymentView(deployment, isNew
                    ? [new TextBlock(""), new TextBlock($"{deployment.Flavor} deployment {deployment.Name} is created")]
                    : [new TextBlock($"Deployment {deployment.Name} is updated (with flavor {deployment.Flavor})")]));
            }
        });
    }

    private static Task<MlflowDeployment> CreateAsync(CommandCall call, DeploymentSession session, DeploymentRequest request) => call.WithProgressAsync(
        "Deploying",
        progress => session.Deployments.CreateAsync(request.Name, request.ModelUri!, request.Flavor, request.Config, new DownloadShare(progress), call.Interrupted));

    private static Task<MlflowDeployment> UpdateAsync(CommandCall call, DeploymentSession session, DeploymentRequest request) => call.WithProgressAsync(
        "Deploying",
        progress => session.Deployments.UpdateAsync(request.Name, request.ModelUri, request.Flavor, request.Config, new DownloadShare(progress), call.Interrupted));

    private static Command Delete(CommandMaker maker)
    {
        DeploymentOptions options = new();
        return maker.Make("delete", "Remove a deployment; one that is not there is no error", [.. options.Target, options.Name], async call =>
        {
            string name = call.Typed.GetRequiredValue(options.Name);
            DeploymentSession session = await options.OpenAsync(call).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                await session.Deployments.DeleteAsync(name, call.Interrupted).ConfigureAwait(false);
                call.Show(new DeletedView(name));
            }
        });
    }

    private static Command List(CommandMaker maker)
    {
        DeploymentOptions options = new();
        return maker.Make("list", "List the deployments", options.Target, async call =>
        {
            DeploymentSession session = await options.OpenAsync(call).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                call.Show(new DeploymentListView(await session.Deployments.ListAsync(call.Interrupted).ConfigureAwait(false)));
            }
        });
    }

    private static Command Get(CommandMaker maker)
    {
        DeploymentOptions options = new();
        return maker.Make("get", "Tell what a deployment is", [.. options.Target, options.Name], async call =>
        {
            string name = call.Typed.GetRequiredValue(options.Name);
            DeploymentSession session = await options.OpenAsync(call).ConfigureAwait(false);
            await using (session.ConfigureAwait(false))
            {
                MlflowDeployment deployment = await session.Deployments.GetAsync(name, call.Interrupted).ConfigureAwait(false);
                call.Show(new DeploymentView(deployment, [new FieldsBlock(DeploymentFields.Of(deployment)), new TextBlock("")]));
            }
        });
    }

    /// <summary>The help is the same for all targets; which one is meant is taken as MLflow's shell has it.</summary>
    private static Command Help(CommandMaker maker) => maker.Make("help", "Tell how a target is written, and which settings it has", new DeploymentOptions().Target, static call =>
    {
        call.Show(new HelpView(TargetHelp.Text));
        return Task.CompletedTask;
    });

    private static Command RunLocal(CommandMaker maker)
    {
        DeploymentOptions options = new();
        Option<string> uri = DeploymentOptions.ModelUri(isRequired: true);
        return maker.Make(
            "run-local",
            "Run a server in this process with a model deployed, until it is interrupted",
            [.. options.Target, options.Name, uri, options.Flavor, options.Config],
            call =>
            {
                DeploymentRequest request = options.Request(call, uri);
                return LocalServer.Of(options.TargetOf(call)).RunAsync(call, async (session, address) =>
                {
                    MlflowDeployment deployment = await CreateAsync(call, session, request).ConfigureAwait(false);
                    call.Show(new DeploymentView(
                        deployment, [new TextBlock(""), new TextBlock($"{deployment.Flavor} deployment {deployment.Name} is created at {address}, until this is interrupted")])
                    {
                        Address = address,
                    });
                });
            });
    }
}
