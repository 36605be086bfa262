using RedisAi.Dags.Execution;

namespace RedisAi.Dags.Text;

/// <summary>Where the replies of a command come from.</summary>
/// <param name="operations">The operations.</param>
/// <param name="nodes">The place of each operation's node in the plan: of one that can fail, or, for a TENSORGET, of the one that gives the tensor.</param>
/// <param name="slots">For a TENSORGET, where the plan has the tensor; -1 for others.</param>
/// <param name="loads">Which nodes load a key, and which.</param>
internal sealed class CommandReplies(IReadOnlyList<DagOperation> operations, int[] nodes, int[] slots, IReadOnlyDictionary<int, string> loads)
{
    public IReadOnlyList<DagOperation> Operations => operations;

    public int[] Nodes => nodes;

    public int[] Slots => slots;

    public IReadOnlyDictionary<int, string> Loads => loads;

    /// <summary>Finds out which nodes and values of a plan the replies come from.</summary>
    /// <param name="plan">The plan; its outputs are those of the TENSORGETs, in order.</param>
    /// <param name="operations">The operations.</param>
    /// <param name="names">The names of the nodes of those that can fail; null for others.</param>
    public static CommandReplies Create(DagPlan plan, IReadOnlyList<DagOperation> operations, IReadOnlyList<string?> names)
    {
        PlanGraph graph = plan.Shape.Graph;
        int[] nodes = new int[operations.Count];
        int[] slots = new int[operations.Count];
        int output = 0;
        for (int i = 0; i < nodes.Length; i++)
        {
            slots[i] = operations[i].Kind == DagOperationKind.TensorGet ? graph.ResultSlots[output++] : -1;
            nodes[i] = slots[i] >= 0
                ? Array.FindIndex(graph.Nodes, node => Array.Exists(node.Outputs, given => given.Slot == slots[i]))
                : names[i] is { } name ? Array.FindIndex(graph.Nodes, node => node.Path == name) : -1;
        }

        Dictionary<int, string> loads = graph.Nodes.OfType<LoadNode>().ToDictionary(static node => node.Index, static node => node.Key.Fill(static _ => null));
        return new CommandReplies(operations, nodes, slots, loads);
    }

    /// <summary>The tensor of the TENSORSET that an operation asks for, whether that has run or not; null when it asks for another.</summary>
    public AiTensor? ConstantOf(int operation)
    {
        for (int i = operation - 1; i >= 0; i--)
        {
            if (operations[i].Outputs.Contains(operations[operation].Key))
            {
                return operations[i].Tensor;
            }
        }

        return null;
    }

    /// <summary>Disposes the tensors of the TENSORSETs.</summary>
    public void Release()
    {
        foreach (DagOperation operation in operations)
        {
            operation.Tensor?.Dispose();
        }
    }
}
