using RedisAi.Tensors;

namespace RedisAi.Dags.Execution;

/// <summary>Runs one of two graphs.</summary>
internal sealed class IfNodeRun(GraphRun graph, IfNode plan) : NodeRun(graph, plan)
{
    private GraphRun? _body;

    protected override bool Begin()
    {
        TensorValue condition = Inputs[0];
        if (condition.Shape.ElementCount != 1)
        {
            string actual = $"{condition.DataType}{condition.Shape}";
            throw new TensorMismatchException("condition", "Bool of one element", actual, $"The condition of the node '{Plan.Path}' is {actual}; it must have one element.");
        }

        // Once it is started, another thread may end it, and this node with it.
        GraphRun body = BodyRun.Prepare(condition.AsSpan<bool>()[0] ? plan.Then : plan.Otherwise, Graph, this, item: null, Deadline, IsOwnTime, Plan.Fallback is not null);
        _body = body;
        bool ended = body.Start();
        if (ended)
        {
            NoteWithin(body.Failure);
        }

        return ended;
    }

    protected override void BodyEnded(GraphRun graph)
    {
        NoteWithin(graph.Failure);
        End(null);
    }

    protected override TensorValue[]? TakeSequence()
    {
        TensorValue[]? items = null;
        if (plan.GivesSequence)
        {
            _body!.Share(_body.Graph.ResultSlots[0], out items);
        }

        return items;
    }

    protected override TensorValue TakeOutput(in PlanOutput output) => _body!.Share(_body.Graph.ResultSlots[output.Index], out _);

    protected override void CleanUp()
    {
        _body?.Recycle();
        _body = null;
    }
}
