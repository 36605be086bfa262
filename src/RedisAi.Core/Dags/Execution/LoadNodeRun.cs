using RedisAi.Tensors;

namespace RedisAi.Dags.Execution;

/// <summary>Reads a tensor from the store.</summary>
internal sealed class LoadNodeRun(GraphRun graph, LoadNode plan) : AwaitingNodeRun<AiTensor?>(graph, plan)
{
    private string _key = "";
    private TensorValue _value;

    public override bool BlocksFor(long ticks) => false;

    protected override bool Begin()
    {
        _key = plan.Key.Fill(Scope.ValueOf);
        return Await(plan.Tensors.GetAsync(_key, Scope.Token));
    }

    protected override void Take(AiTensor? result) => _value = (result ?? throw new TensorNotFoundException(_key)).Take();

    protected override TensorValue TakeOutput(in PlanOutput output) => _value.AddReference();

    protected override void CleanUp()
    {
        if (!_value.IsEmpty)
        {
            _value.Release();
            _value = default;
        }
    }
}
