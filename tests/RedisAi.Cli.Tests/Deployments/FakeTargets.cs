using System.Text;
using RedisAi.Cli.CommandLine;
using RedisAi.Cli.Deployments;

namespace RedisAi.Cli.Tests.Deployments;

/// <summary>A target that remembers what it was asked.</summary>
internal sealed class FakeTargets : IDeploymentTargets
{
    private static readonly DeploymentFacts s_deployment = new("resnet", "onnx", [new("source", "models:/resnet/3"), new("device", "CPU")]);

    public List<string> Asked { get; } = [];

    public int Disposed { get; private set; }

    public Task<IDeploymentTarget> OpenAsync(string target, CommandCall call)
    {
        Asked.Add($"open {target}");
        return Task.FromResult<IDeploymentTarget>(new Target(this));
    }

    public string Help(string target) => $"{target} is written so.\nIt has settings.\n";

    public Task RunLocalAsync(string target, DeploymentRequest request, CommandCall call) => Ask($"run-local {target} {Text(request)}", true);

    private static string Text(DeploymentRequest request) => $"{request.Name} {request.ModelUri ?? "-"} {request.Flavor ?? "-"} {Text(request.Config)}";

    private static string Text(IReadOnlyDictionary<string, string> config) => string.Join(' ', config.Select(static setting => $"{setting.Key}={setting.Value}"));

    private Task<T> Ask<T>(string what, T answer)
    {
        Asked.Add(what);
        return Task.FromResult(answer);
    }

    private sealed class Target(FakeTargets targets) : IDeploymentTarget
    {
        public Task<DeploymentFacts> CreateAsync(DeploymentRequest request, IProgress<double> progress, CancellationToken cancellationToken)
        {
            progress.Report(0.5);
            return targets.Ask($"create {Text(request)}", s_deployment);
        }

        public Task<DeploymentFacts> UpdateAsync(DeploymentRequest request, IProgress<double> progress, CancellationToken cancellationToken) => targets.Ask($"update {Text(request)}", s_deployment);

        public Task DeleteAsync(string name, IReadOnlyDictionary<string, string> config, CancellationToken cancellationToken) => targets.Ask($"delete {name} {Text(config)}", true);

        public Task<IReadOnlyList<DeploymentFacts>> ListAsync(CancellationToken cancellationToken) => targets.Ask<IReadOnlyList<DeploymentFacts>>("list", [s_deployment, new("vad", "pytorch", [])]);

        public Task<DeploymentFacts> GetAsync(string name, CancellationToken cancellationToken) => targets.Ask($"get {name}", s_deployment);

        public Task<ReadOnlyMemory<byte>> PredictAsync(string name, ReadOnlyMemory<byte> input, CancellationToken cancellationToken) =>
            targets.Ask<ReadOnlyMemory<byte>>($"predict {name} {Encoding.UTF8.GetString(input.Span)}", """{"predictions":[1]}"""u8.ToArray());

        public Task<ReadOnlyMemory<byte>> ExplainAsync(string name, ReadOnlyMemory<byte> input, CancellationToken cancellationToken) =>
            throw new CliException("This deployment explains nothing; a model with an explainer does.");

        public ValueTask DisposeAsync()
        {
            targets.Disposed++;
            return ValueTask.CompletedTask;
        }
    }
}
