namespace RedisAi.Store.Redis;

/// <summary>A plan that runs over messages.</summary>
internal sealed class PlanTarget(DagPlan plan) : StreamTarget
{
    public override string Name => $"plan '{plan.Name}'";

    public override IReadOnlyList<TensorSpec> Inputs => plan.Inputs;

    public override async Task<StreamField[]> RunAsync(
        NamedTensors inputs, string? session, TimeSpan? timeout, Func<IReadOnlyList<KeyValuePair<string, AiTensor>>, StreamField[]> write, CancellationToken cancellationToken)
    {
        using DagResult result = await plan.RunAsync(inputs, new DagRunOptions { Session = session, Timeout = timeout }, cancellationToken).ConfigureAwait(false);
        List<KeyValuePair<string, AiTensor>> outputs = new(result.Count);
        for (int i = 0; i < result.Count; i++)
        {
            string name = plan.Outputs[i].Name;
            if (!plan.Shape.SequenceOutputs[i])
            {
                outputs.Add(KeyValuePair.Create(name, result[i]));
                continue;
            }

            IReadOnlyList<AiTensor> items = result.GetSequence(name);
            for (int item = 0; item < items.Count; item++)
            {
                outputs.Add(KeyValuePair.Create($"{name}.{item}", items[item]));
            }
        }

        return write(outputs);
    }
}
