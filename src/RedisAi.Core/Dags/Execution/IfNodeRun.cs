using RedisAi.Backends;
using RedisAi.Dags.Compilation;

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

        // Known before it starts: another thread may end it, and this node with it, before this one comes back.
        GraphRun body = BodyRun.Prepare(condition.AsSpan<bool>()[0] ? plan.Then : plan.Otherwise, Graph, this, item: null, Deadline);
        _body = body;
        bool ended = body.Start();
        if (ended)
        {
            ThrowIfFailed(body);
        }

        return ended;
    }

    protected override void BodyEnded(GraphRun graph)
    {
        Exception? error = graph.Failure?.Error;
        FailedNode = graph.Failure?.Node ?? FailedNode;
        End(error);
    }

    protected override TensorValue TakeOutput(in PlanOutput output) => _body!.Share(_body.Graph.ResultSlots[output.Index], out _);

    protected override void CleanUp()
    {
        _body?.Recycle();
        _body = null;
    }

    private void ThrowIfFailed(GraphRun body)
    {
        if (body.Failure is { } failure)
        {
            FailedNode = failure.Node;
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure.Error);
        }
    }
}
